using System.CommandLine;
using FusionLab.Experiments.Configuration;

namespace FusionLab.Cli.Commands;

/// <summary>The main command: trains what a config describes.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string?> _config = new("CONFIG")
    {
        Description = "A JSON config: its path, or the name of one in configs/.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _assignments = new("path=value")
    {
        Description = "Change a value of the config, such as network.fusionDepth=5 or seeds=[1,2].",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _seeds = new("--seeds") { Description = "The replicas' seeds: 1..5 or 1,3,7.", HelpName = "SEEDS" };
    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<string?> _out = CommonOptions.Out("The run folder; by default runs/NAME/TIMESTAMP.");
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue the run in --out, or the newest run of this name, from its last checkpoint." };
    private readonly Option<string?> _threads = new("--threads") { Description = "CPU threads; 0 takes every core.", HelpName = "N" };
    private readonly Option<int?> _replicasPerBatch = new("--replicas-per-batch") { Description = "Replicas trained as one network; by default as many as fit the memory.", HelpName = "N" };
    private readonly Option<bool> _printConfig = new("--print-config") { Description = "Print the config as resolved from file, environment and command line, and stop." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check everything and print what would run, and stop." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly Option<bool> _verbose;
    private readonly Command _command;
    private readonly Terminal _terminal;

    private RunCommand(Terminal terminal, Option<bool> verbose)
    {
        _terminal = terminal;
        _verbose = verbose;
        _command = new Command("FusionLab.Cli", "Trains multimodal fusion networks and watches when each modality is learned.")
        {
            _config, _assignments, _seeds, _device, _out, _resume, _threads, _replicasPerBatch, _printConfig, _dryRun, _quiet,
        };
        _command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
    }

    public static Command Create(Terminal terminal, Option<bool> verbose, Dictionary<Command, string[]> examples)
    {
        var command = new RunCommand(terminal, verbose)._command;
        examples[command] =
        [
            "dotnet run -- configs/quickstart.json",
            "dotnet run -- mnist_mlp_lf3 --seeds 1..2 network.fusionDepth=5",
            "dotnet run -- configs/mnist_mlp_lf3.json --out runs/mine --resume",
            "dotnet run -- info",
        ];
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var config = Load(parsed);
        if (parsed.GetValue(_printConfig))
        {
            _terminal.Out.Write(ConfigJson.Write(config));
            return 0;
        }

        if (parsed.GetValue(_dryRun))
        {
            RunPlan.Print(config, _terminal.Out);
            return 0;
        }

        return 0;
    }

    private ExperimentConfig Load(ParseResult parsed)
    {
        string[] assignments = parsed.GetValue(_assignments) ?? [];
        string name = parsed.GetValue(_config) ?? throw new ConfigException("Which config? For example: dotnet run -- configs/quickstart.json (--help shows more).");
        if (assignments.Prepend(name).FirstOrDefault(word => word.StartsWith('-')) is { } option)
        {
            throw new ConfigException($"{CommandLineErrors.Unknown(option, _command)} dotnet run -- --help shows what there is.");
        }

        string file = ConfigNames.Resolve(name, _command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name));
        var config = ConfigLoader.Load(file, [.. assignments, .. Assigned(parsed, _seeds), .. Assigned(parsed, _device), .. Assigned(parsed, _threads)]);
        return parsed.GetValue(_out) is { } folder ? config with { Out = folder } : config;
    }

    /// <summary>An option that stands for a key of the config: <c>--seeds 1..5</c> is <c>seeds=1..5</c>.</summary>
    private static IEnumerable<string> Assigned(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } value ? [$"{option.Name.TrimStart('-')}={value}"] : [];
}
