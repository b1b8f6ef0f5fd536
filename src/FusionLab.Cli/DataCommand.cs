using System.CommandLine;
using FusionLab.Data;
using FusionLab.Reports;

namespace FusionLab.Cli;

/// <summary><c>data fetch</c>, <c>check</c>, <c>make</c> and <c>preview</c>: the datasets on this machine.</summary>
internal static class DataCommand
{
    public static ProgramCommand Create(Terminal terminal) => new(
        "data",
        "Download, verify, make and look at datasets.",
        "dotnet run -- data fetch mnist",
        "dotnet run -- data check",
        "dotnet run -- data make spoken-digits",
        "dotnet run -- data preview configs/mnist_mlp_lf3.json")
    {
        Fetch(terminal), Check(terminal), Make(terminal), Preview(terminal),
    };

    private static ProgramCommand Fetch(Terminal terminal)
    {
        var command = new ProgramCommand(
            "fetch",
            "Download a dataset and verify it; files that are there and good stay as they are.",
            "dotnet run -- data fetch mnist",
            "dotnet run -- data fetch fashion-mnist --root /scratch/data");
        var dataset = command.AddArgument("dataset", "mnist or fashion-mnist.");
        var root = command.AddOption("--root", "DIR", "The folder to fill; by default data/NAME.");
        command.SetAction(async (parsed, cancel) =>
        {
            var progress = new FetchReport(terminal);
            using var interruption = new Interruption(terminal, cancel, savesCheckpoints: false);
            var files = await new MnistStore().FetchAsync(
                parsed.GetRequiredValue(dataset), parsed.GetValue(root), progress, interruption.Token);
            progress.End();
            foreach (var file in files)
            {
                terminal.Out.WriteLine(file.Mirror is null ? $"{file.Path}  good already" : $"{file.Path}  fetched from {file.Mirror}");
            }

            return 0;
        });
        return command;
    }

    private static ProgramCommand Check(Terminal terminal)
    {
        var command = new ProgramCommand(
            "check",
            "Say of every dataset file whether it is there and is the published one.",
            "dotnet run -- data check",
            "FUSIONLAB_DATA=/scratch/mnist dotnet run -- data check");
        var root = command.AddOption("--root", "DIR", "The folder to look in; by default FUSIONLAB_DATA, then data/.");
        command.SetAction(parsed =>
        {
            var files = new MnistStore().Check(parsed.GetValue(root));
            foreach (var file in files)
            {
                string state = file.IsGood ? $"good     {file.Path}" : file.Path is null ? "missing" : $"broken   {file.Problem}";
                terminal.Out.WriteLine($"{file.Dataset,-14} {file.File,-24} {state}");
            }

            if (files.All(file => file.Path is null))
            {
                terminal.WriteSentence("Nothing is here. `dotnet run -- data fetch mnist` downloads MNIST; without it, runs draw synthetic digits.");
            }

            // A missing dataset is no error: another one may be all that is needed. A broken file is.
            return files.FirstOrDefault(file => file is { Path: not null, IsGood: false }) is { } broken
                ? throw new DataException($"{broken.Path} is broken; `dotnet run -- data fetch` replaces it.")
                : 0;
        });
        return command;
    }

    private static ProgramCommand Make(Terminal terminal)
    {
        const string SpokenDigitsName = "spoken-digits";
        var command = new ProgramCommand(
            "make",
            "Make a dataset of several modalities on this machine: MNIST's images, and the same digits spoken by eSpeak NG.",
            "dotnet run -- data make spoken-digits",
            "dotnet run -- data make spoken-digits --train-samples 60000 --test-samples 10000 --out /scratch/spoken");
        var dataset = command.AddArgument("dataset", $"{SpokenDigitsName}.");
        var folder = command.AddOption("--out", "DIR", $"The folder to fill; by default data/{SpokenDigitsName}.");
        var source = command.AddOption("--source", "NAME", "The images: auto (the default), mnist, fashionMnist or synthetic.");
        var seed = new Option<ulong>("--seed") { Description = "The seed of voices and noise.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var training = new Option<int>("--train-samples")
        {
            Description = "Training samples.",
            HelpName = "N",
            DefaultValueFactory = _ => 10_000,
        };
        var test = new Option<int>("--test-samples") { Description = "Test samples.", HelpName = "N", DefaultValueFactory = _ => 2_000 };
        command.Add(seed);
        command.Add(training);
        command.Add(test);
        command.SetAction(async (parsed, cancel) =>
        {
            string name = parsed.GetRequiredValue(dataset);
            if (name != SpokenDigitsName)
            {
                throw new ConfigException($"There is no dataset \"{name}\" to make; there is \"{SpokenDigitsName}\".");
            }

            using var interruption = new Interruption(terminal, cancel, savesCheckpoints: false);
            var images = new MnistStore().Resolve(new NoisyMnistConfig { Source = parsed.GetValue(source) ?? "auto" }, interruption.Token);
            Results.PrintWarnings(images.Warnings, terminal.WriteError);
            var (data, config) = await new SpokenDigits(parsed.GetValue(seed)).WriteAsync(
                images.Images, parsed.GetValue(folder) ?? Path.Combine(new DataFolders().Data, SpokenDigitsName),
                parsed.GetValue(training), parsed.GetValue(test), new ShareProgress(terminal.Error, "spoken"), interruption.Token);
            terminal.Out.WriteLine(data);
            terminal.Out.WriteLine($"{config}  a config for it: dotnet run -- {config}");
            return 0;
        });
        return command;
    }

    private static ProgramCommand Preview(Terminal terminal)
    {
        var command = new ProgramCommand(
            "preview",
            "Draw what a network gets to see: a few samples under every corruption pattern, or of every modality of own arrays.",
            "dotnet run -- data preview configs/mnist_mlp_lf3.json",
            "dotnet run -- data preview quickstart --out seen.png");
        var config = new ConfigArgument(command, changes: null);
        var picture = command.AddOption("--out", "FILE", "The PNG file to write; by default NAME-preview.png.");
        command.SetAction(async (parsed, cancel) =>
        {
            var loaded = config.Load(parsed);
            string file = parsed.GetValue(picture) ?? $"{loaded.Name}-preview.png";
            var (figure, warnings) = await Interruption.EndAnywhere(terminal, cancel, token => loaded.Data switch
            {
                NoisyMnistConfig data => CorruptionPreview.Draw(data, token),
                ArraysConfig data => ArrayPreview.Draw(data, token),
                var other => throw new ConfigException(
                    "data.kind", $"is \"{other.Kind}\"; a preview shows samples, of \"noisyMnist\" or \"arrays\" only."),
            });
            FigureExport.Save(figure, "png", file);
            Results.PrintWarnings(warnings, terminal.WriteError);
            terminal.WriteSentence($"{file}: {figure.Description}");
            return 0;
        });
        return command;
    }
}

/// <summary>Shows how far a download has come: one line that renews itself on a terminal, one line per file otherwise.</summary>
/// <param name="terminal">Where to write.</param>
internal sealed class FetchReport(Terminal terminal) : IProgress<FetchProgress>
{
    private string? _file;
    private long _percent = -1;

    /// <inheritdoc/>
    public void Report(FetchProgress value)
    {
        long percent = value.Total is > 0 and long total ? 100 * value.Received / total : -1;
        bool isNew = value.File != _file;
        if (!isNew && (percent == _percent || !terminal.ErrorIsTerminal))
        {
            return;
        }

        if (isNew)
        {
            End();
        }

        (_file, _percent) = (value.File, percent);
        string shown = percent >= 0 ? $"{percent,3} %" : $"{value.Received >> 10:N0} KiB";
        terminal.Error.Write(terminal.ErrorIsTerminal
            ? $"\rfetching {value.File}  {shown}"
            : $"fetching {value.File}{Environment.NewLine}");
    }

    /// <summary>Ends the line of the last file.</summary>
    public void End()
    {
        if (_file is not null && terminal.ErrorIsTerminal)
        {
            terminal.Error.WriteLine();
        }

        _file = null;
    }
}
