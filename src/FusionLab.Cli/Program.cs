using FusionLab;
using FusionLab.Cli;

TorchLibrary.LetIdleThreadsSleep();
TorchLibrary.KeepFreedMemory();
return Application.Run(args, Terminal.OfProcess());
