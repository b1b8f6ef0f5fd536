using System.CommandLine;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary>The main command: runs what a config describes.</summary>
internal static class RunCommand
{
    /// <summary>What the program is for.</summary>
    public const string Purpose = "Trains multimodal fusion networks and watches when each modality is learned.";

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            CommandLine.ProgramName,
            Purpose,
            "dotnet run -- configs/quickstart.json",
            "dotnet run -- mnist_mlp_lf3 --seeds 1..2 network.fusionDepth=5",
            "dotnet run -- quickstart 'sweep={\"network.fusionDepth\":[1,3,5]}'",
            "dotnet run -- configs/mnist_mlp_lf3.json --out runs/mine --resume",
            "dotnet run -- info");
        var config = new ConfigArgument(
            command,
            changes: "Change a value of the config, such as network.fusionDepth=5 or seeds=[1,2]; sweep={...} runs a grid.",
            isRequired: false);
        var seeds = command.AddOption("--seeds", "SEEDS", "The replicas' seeds: 1..5 or 1,3,7.");
        var device = command.AddDevice();
        var folder = command.AddOption("--out", "DIR", "The run folder; by default runs/NAME/TIMESTAMP.");
        var resume = command.AddFlag("--resume", "Continue the run in --out, or the newest run of this config, from its last checkpoint.");
        var threads = command.AddOption("--threads", "N", "CPU threads; 0 takes every core.");
        var replicasPerBatch = command.AddOption(
            "--replicas-per-batch", "N", "Replicas trained as one network; by default as many as fit the memory.");
        var printConfig = command.AddFlag(
            "--print-config", "Print the config as resolved from file, environment and command line, and stop.");
        var dryRun = command.AddFlag("--dry-run", "Check everything and print what would run, and stop.");
        var json = command.AddFlag("--json", "Print the result as JSON, as in summary.json, instead of the table.");
        var baselines = command.AddFlag(
            "--baselines", "Train each modality alone as well, in the same batch, to find what it can reach: train.baselines=true.");
        var quiet = command.AddQuiet();
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;

        int Run(ParseResult parsed, CancellationToken cancel)
        {
            var loaded = config.Load(parsed, parsed.GetValue(baselines) ? ["train.baselines=true"] : [], seeds, device, threads);
            loaded = loaded with { Out = parsed.GetValue(folder) ?? loaded.Out };
            if (parsed.GetValue(printConfig))
            {
                terminal.Out.Write(ConfigJson.Write(loaded));
                return 0;
            }

            bool isSimulated = SimulateRun.Applies(loaded);
            if (parsed.GetValue(dryRun))
            {
                Action<ExperimentConfig> check = isSimulated ? SimulateRun.Check : config => TrainRun.Check(config);
                check(loaded);
                var arrays = isSimulated ? null : TrainRun.CheckArrays(loaded);
                Results.PrintWarnings(arrays?.Warnings ?? [], terminal.WriteError);
                Results.PrintPlan(loaded, arrays?.Contents, terminal);
                return 0;
            }

            var display = new RunDisplay(terminal, parsed.GetValue(quiet));
            using var interruption = new Interruption(terminal, cancel);
            var options = new RunOptions
            {
                Resume = parsed.GetValue(resume),
                ReplicasPerBatch = ReplicasPerBatch(parsed.GetValue(replicasPerBatch)),
                CheckpointRequest = interruption.CheckpointRequest,
                ReplicasPerBatchOption = replicasPerBatch.Name,
                CommandLine = CommandLine.Written(parsed),
                Report = RunReport.Write,
                Say = display.Say,
                Warn = display.Warn,
            };
            var modalities = (loaded.Points[0].Config.Data as ClassificationConfig)?.Modalities ?? [];
            RunResult run;
            try
            {
                run = isSimulated
                    ? SimulateRun.Run(loaded, options, display.IsQuiet ? null : new ShareProgress(terminal.Error, "simulated"), interruption.Token)
                    : display.Watch(modalities, events => loaded.Sweep is null
                        ? TrainRun.Run(loaded, options, events, interruption.Token)
                        : SweepRun.Run(loaded, options, events, interruption.Token));
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                terminal.WriteError("Interrupted; the same command with --resume continues from the last checkpoint, or starts anew.");
                return Failure.Interrupted;
            }

            Action<RunResult, Terminal> print = parsed.GetValue(json) ? Results.PrintJson : Results.Print;
            terminal.PrintKept(kept => print(run, kept), run.Folder!.Path);
            if (run.Status != RunResult.Interrupted)
            {
                return 0;
            }

            string where = run.Kind == RunKind.Trained ? $"after epoch {run.Epochs}" : "within the sweep";
            terminal.WriteError(
                $"Interrupted {where}; a checkpoint is saved. The same command with --out {run.Folder!.Path} --resume continues.");
            return Failure.Interrupted;
        }
    }

    private static int? ReplicasPerBatch(string? text) => text is null ? null
        : int.TryParse(text, out int number) && number >= 1 ? number
        : throw new ConfigException($"--replicas-per-batch is \"{text}\"; it must be a whole number from 1 to {int.MaxValue}.");
}
