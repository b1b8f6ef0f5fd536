using FusionLab.Cli;
using FusionLab.Experiments;

TorchRuntime.LetIdleThreadsSleep();
TorchRuntime.KeepFreedMemory();
return Application.Run(args, Terminal.OfProcess());
