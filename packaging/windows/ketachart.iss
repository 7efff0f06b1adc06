; Makes the installer for Windows from the bundle, with Inno Setup 6:
;
;   iscc /DVersion=0.1.0 packaging\windows\ketachart.iss
;
; packaging\windows\build.ps1 does that, and signs where a certificate is given. The installer puts
; the program under Program Files for everybody on the computer, needs no internet, and never
; touches what was charted, which lies in each user's own folder.

#ifndef Version
  #error Say which release: /DVersion=0.1.0
#endif

[Setup]
AppId={{6B0E0C38-5C5E-4A1B-9D3B-7F6C0A1E52D4}
AppName=KetaChart
AppVersion={#Version}
AppPublisher=The KetaChart authors
DefaultDirName={autopf}\KetaChart
DefaultGroupName=KetaChart
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\icons\ketachart.ico
UninstallDisplayIcon={app}\KetaChartWindows.exe
OutputDir=..\..\build
OutputBaseFilename=ketachart-{#Version}-windows-x86_64
Compression=lzma2
SolidCompression=yes
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
WizardStyle=modern

[InstallDelete]
; What an older release brought and this one does not must not stay beside it.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\dist\ketachart\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\KetaChart"; Filename: "{app}\KetaChartWindows.exe"
Name: "{group}\KetaChart training clinic"; Filename: "{app}\KetaChartWindows.exe"; Parameters: "demo"
Name: "{commondesktop}\KetaChart"; Filename: "{app}\KetaChartWindows.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "Put KetaChart on everybody's desktop"
Name: path; Description: "Let ketachart.exe be called from every terminal"; Flags: unchecked

[Registry]
Root: HKA; Subkey: "Software\Classes\.courier\OpenWithProgids"; ValueType: string; ValueName: "KetaChart.Courier"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\KetaChart.Courier"; ValueType: string; ValueData: "KetaChart entries carried on a stick"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\KetaChart.Courier\DefaultIcon"; ValueType: string; ValueData: "{app}\KetaChartWindows.exe,0"
Root: HKA; Subkey: "Software\Classes\KetaChart.Courier\shell\open\command"; ValueType: string; ValueData: """{app}\KetaChartWindows.exe"" open ""%1"""
Root: HKA; Subkey: "Software\Classes\.ketaupdate\OpenWithProgids"; ValueType: string; ValueName: "KetaChart.Update"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\KetaChart.Update"; ValueType: string; ValueData: "KetaChart signed update"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\KetaChart.Update\DefaultIcon"; ValueType: string; ValueData: "{app}\KetaChartWindows.exe,0"
Root: HKA; Subkey: "Software\Classes\KetaChart.Update\shell\open\command"; ValueType: string; ValueData: """{app}\KetaChartWindows.exe"" open ""%1"""
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsNotInPath

[Code]
function IsNotInPath: Boolean;
var
  Paths: String;
begin
  RegQueryStringValue(HKLM, 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment', 'Path', Paths);
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Paths) + ';') = 0;
end;
