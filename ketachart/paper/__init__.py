"""Paper: charts, day logs and recovery sheets as PDF, drawn with Qt's own painter."""
