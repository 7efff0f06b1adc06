"""Has sqlite-utils use the encrypted database's driver.

It takes its driver from the first of these names it finds, and catches the driver's errors by
class: so they have to be there before it is imported for the first time.
"""

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2
