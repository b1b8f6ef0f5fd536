using FusionLab.Cli;
using FusionLab.Experiments;

TorchRuntime.LetIdleThreadsSleep();
return Application.Run(args, Terminal.OfProcess());
