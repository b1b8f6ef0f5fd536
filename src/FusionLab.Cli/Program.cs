using FusionLab;
using FusionLab.Cli;

TorchLibrary.LetIdleThreadsSleep();
TorchLibrary.KeepFreedMemory();
TorchLibrary.LoadWhenNeeded();
int exitCode = Application.Run(args, Terminal.OfProcess());
if (exitCode == Failure.Interrupted)
{
    TorchLibrary.EndProcess(exitCode); // a command that was stopped wherever it was may be computing still
}

return exitCode;
