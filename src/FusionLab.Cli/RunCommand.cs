using System.CommandLine;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary>The main command: runs what a config describes.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string?> _config = new("CONFIG")
    {
        Description = "A JSON config: its path, or the name of one in configs/.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _assignments = CommonOptions.Assignments(
        "Change a value of the config, such as network.fusionDepth=5 or seeds=[1,2].");

    private readonly Option<string?> _seeds = new("--seeds") { Description = "The replicas' seeds: 1..5 or 1,3,7.", HelpName = "SEEDS" };
    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<string?> _out = CommonOptions.Out("The run folder; by default runs/NAME/TIMESTAMP.");
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Continue the run in --out, or the newest run of this name, from its last checkpoint.",
    };

    private readonly Option<string?> _threads = new("--threads") { Description = "CPU threads; 0 takes every core.", HelpName = "N" };

    private readonly Option<string?> _replicasPerBatch = new("--replicas-per-batch")
    {
        Description = "Replicas trained as one network; by default as many as fit the memory.",
        HelpName = "N",
    };

    private readonly Option<bool> _printConfig = new("--print-config")
    {
        Description = "Print the config as resolved from file, environment and command line, and stop.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check everything and print what would run, and stop." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly Command _root;
    private readonly Terminal _terminal;

    private RunCommand(Command root, Terminal terminal) => (_root, _terminal) = (root, terminal);

    /// <summary>Makes this what the root command does.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="examples">Gets what one would type.</param>
    public static void AddTo(Command root, Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var run = new RunCommand(root, terminal);
        root.Add(run._config);
        root.Add(run._assignments);
        Option[] options =
        [
            run._seeds, run._device, run._out, run._resume, run._threads, run._replicasPerBatch, run._printConfig, run._dryRun, run._quiet,
        ];
        foreach (var option in options)
        {
            root.Add(option);
        }

        root.SetAction((parsed, cancel) => Task.FromResult(run.Run(parsed, cancel)));
        examples[root] =
        [
            "dotnet run -- configs/quickstart.json",
            "dotnet run -- mnist_mlp_lf3 --seeds 1..2 network.fusionDepth=5",
            "dotnet run -- configs/mnist_mlp_lf3.json --out runs/mine --resume",
            "dotnet run -- info",
        ];
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var config = Load(parsed);
        if (parsed.GetValue(_printConfig))
        {
            _terminal.Out.Write(ConfigJson.Write(config));
            return 0;
        }

        bool isSimulated = IsSimulated(config);
        if (parsed.GetValue(_dryRun))
        {
            Action<ExperimentConfig> check = isSimulated ? SimulateRun.Check : TrainRun.Check;
            check(config);
            foreach (string warning in isSimulated ? [] : TrainRun.CheckArrays(config))
            {
                _terminal.Error.WriteLine($"WARNING: {warning}");
            }

            RunPlan.Print(config, _terminal.Out);
            return 0;
        }

        var checkpointRequest = new CheckpointRequest();
        using var interruption = new Interruption(_terminal.Error, cancel, checkpointRequest);
        bool quiet = parsed.GetValue(_quiet);
        var options = new RunOptions
        {
            Resume = parsed.GetValue(_resume),
            ReplicasPerBatch = ReplicasPerBatch(parsed),
            CheckpointRequest = checkpointRequest,
            ReplicasPerBatchOption = _replicasPerBatch.Name,
            CommandLine = CommandLine.Written(parsed),
            Report = RunReport.Write,
        };
        var run = isSimulated
            ? SimulateRun.Run(config, options, quiet ? null : new SimulationProgress(_terminal.Error), interruption.Token)
            : Train(config, options, quiet, interruption.Token);
        Results.Print(run, _terminal);
        if (run.Status != RunResult.Interrupted)
        {
            return 0;
        }

        string where = run.Kind == RunKind.Trained ? $"after epoch {run.Epochs}" : "within the sweep";
        _terminal.Error.WriteLine(
            $"Interrupted {where}; a checkpoint is saved. The same command with --out {run.Folder!.Path} --resume continues.");
        return Failure.Interrupted;
    }

    private RunResult Train(ExperimentConfig config, RunOptions options, bool quiet, CancellationToken cancel)
    {
        var display = new RunDisplay(_terminal, (config.Points[0].Config.Data as ClassificationConfig)?.Modalities ?? [], quiet);
        options = options with { Say = display.Say, Warn = display.Warn };
        return display.Watch(events => config.Sweep is null
            ? TrainRun.Run(config, options, events, cancel)
            : SweepRun.Run(config, options, events, cancel));
    }

    /// <summary>Whether a config is simulated from correlations; else it is trained on samples.</summary>
    /// <exception cref="ConfigException">It can be neither.</exception>
    private static bool IsSimulated(ExperimentConfig config)
    {
        if (config.Data is not ToyConfig data)
        {
            return false;
        }

        string? reason = SimulateRun.WhyNot(config);
        return reason is not null && data.Samples == ToyTasks.Population
            ? throw new ConfigException(reason) // there are no samples to train on instead
            : reason is null;
    }

    private ExperimentConfig Load(ParseResult parsed)
    {
        string[] assignments = parsed.GetValue(_assignments) ?? [];
        string name = parsed.GetValue(_config)
            ?? throw new ConfigException("Which config? For example: dotnet run -- configs/quickstart.json (--help shows more).");
        if (assignments.Prepend(name).FirstOrDefault(word => word.StartsWith('-')) is { } option)
        {
            throw new ConfigException($"{CommandLineErrors.Unknown(option, _root)} dotnet run -- --help shows what there is.");
        }

        string file = ConfigNames.Resolve(name, _root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name));
        string[] options = [.. Assigned(parsed, _seeds), .. Assigned(parsed, _device), .. Assigned(parsed, _threads)];
        var config = ConfigLoader.Load(file, [.. assignments, .. options]);
        return parsed.GetValue(_out) is { } folder ? config with { Out = folder } : config;
    }

    private int? ReplicasPerBatch(ParseResult parsed) => parsed.GetValue(_replicasPerBatch) is not { } text ? null
        : int.TryParse(text, out int number) && number >= 1 ? number
        : throw new ConfigException($"--replicas-per-batch is \"{text}\"; it must be a whole number, 1 or more.");

    /// <summary>An option that stands for a key of the config: <c>--seeds 1..5</c> is <c>seeds=1..5</c>.</summary>
    private static IEnumerable<string> Assigned(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } value ? [$"{option.Name.TrimStart('-')}={value}"] : [];
}

/// <summary>What a config would run, for <c>--dry-run</c>.</summary>
internal static class RunPlan
{
    public static void Print(ExperimentConfig config, TextWriter output)
    {
        var points = config.Points;
        string replicas = Wording.Count(points.Count * config.Seeds.Count, "replica");
        string epochs = Wording.Count(config.Train.Epochs, "epoch");
        string limits = $"at most {epochs}, stop when {config.Train.StopWhen}";
        output.WriteLine($"run       {config.Name}: {replicas} (seeds {config.Seeds}), {limits}");
        foreach (var point in points)
        {
            string values = string.Join(", ", point.Values.Select(value => $"{value.Key} = {value.Value}"));
            string where = values.Length > 0 ? $" ({values})" : "";
            var network = point.Config.Network;
            output.WriteLine($"network   {network.Kind}, depth {network.Depth}, fusion at {network.FusionDepth}{where}");
        }

        output.WriteLine($"data      {config.Data.Kind}{Origin(config.Data)}");
        output.WriteLine($"device    {config.Device}, {(config.Threads == 0 ? "every core" : Wording.Count(config.Threads, "thread"))}");
        output.WriteLine($"output    {config.Out ?? $"runs/{config.Name}/TIMESTAMP"}");
        output.WriteLine($"hash      {ConfigJson.Hash(config)}");
    }

    private static string Origin(DataConfig data) => data switch
    {
        ArraysConfig arrays => $", file {arrays.File}",
        NoisyMnistConfig images => $", source {images.Source}",
        _ => "",
    };
}

/// <summary>A line for every tenth of the networks of a simulation.</summary>
internal sealed class SimulationProgress(TextWriter error) : IProgress<double>
{
    private readonly Lock _lock = new();
    private int _tenths;

    public void Report(double value)
    {
        lock (_lock)
        {
            if ((int)(10 * value) > _tenths)
            {
                _tenths = (int)(10 * value);
                error.WriteLine($"simulated {10 * _tenths} %");
            }
        }
    }
}
