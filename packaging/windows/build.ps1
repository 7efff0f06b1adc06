# Builds the bundle and the installer on Windows. From the repository's folder, in PowerShell:
#
#   packaging\windows\build.ps1
#   packaging\windows\build.ps1 -Certificate THUMBPRINT [-TimestampServer URL]
#
# It needs Python 3.11 to 3.13 (python.org) and Inno Setup 6. With the thumbprint of a code-signing
# certificate in the user's store, programs and installer are signed with signtool of the Windows
# SDK; without one, they are not, and Windows says so when they are started.
param([string]$Certificate = "", [string]$TimestampServer = "http://timestamp.digicert.com")

$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked {
    $program, $words = $args
    & $program @words
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

function Add-Signature([string[]]$Files) {
    if ($Certificate -eq "") { return }
    Invoke-Checked signtool sign /sha1 $Certificate /fd SHA256 /tr $TimestampServer /td SHA256 @Files
}

if (-not (Test-Path .venv)) { Invoke-Checked py -3 -m venv .venv }
$python = ".venv\Scripts\python.exe"
Invoke-Checked $python -m pip install --quiet --require-hashes -r packaging\installer.lock
Invoke-Checked .venv\Scripts\uv.exe pip sync --quiet --python $python --require-hashes packaging\installer.lock requirements.lock
Invoke-Checked .venv\Scripts\pyinstaller.exe --noconfirm --distpath build\dist --workpath build\pyinstaller packaging\ketachart.spec

$vault = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
Invoke-Checked build\dist\ketachart\ketachart.exe replay resources\scenarios\first-infusion.json --vault $vault
Remove-Item -Recurse $vault

$version = (Invoke-Checked $python -c "import ketachart; print(ketachart.__version__)")
Add-Signature @("build\dist\ketachart\ketachart.exe", "build\dist\ketachart\KetaChartWindows.exe")
$inno = (Get-Command iscc -ErrorAction SilentlyContinue).Source
if (-not $inno) { $inno = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
Invoke-Checked $inno /Qp "/DVersion=$version" packaging\windows\ketachart.iss
Add-Signature @("build\ketachart-$version-windows-x86_64.exe")
Write-Output "build\ketachart-$version-windows-x86_64.exe"
