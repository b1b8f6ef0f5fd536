using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>The figures and tables of the paper that can be made again.</summary>
public static class PaperItems
{
    /// <summary>The word that stands for all of them.</summary>
    public const string Everything = "all";

    /// <summary>All items, in the paper's order.</summary>
    public static IReadOnlyList<PaperItem> All { get; } =
    [
        new Table1(NoisyMnistColumn.Mlp, NoisyMnistColumn.Cnn),
        new Figure1(), new Figure2(), new Figure3(), new Figure4(), new Figure5(), new Figure6(),
        new Figure7And14("fig7", "Trajectories of fully connected networks", NoisyMnistColumn.Mlp),
        new Figure8(), new Figure9(), new Figure10(), new Figure11(), new Figure12(), new Figure13(),
        new Figure7And14("fig14", "Trajectories of convolutional networks", NoisyMnistColumn.Cnn),
        new RandomTasks(),
    ];

    /// <summary>Finds the items that a word names.</summary>
    /// <param name="name">A name, or <c>all</c>.</param>
    /// <exception cref="ConfigException">There is no such item; the message lists those that exist.</exception>
    public static IReadOnlyList<PaperItem> Find(string name)
    {
        PaperItem[] found = [.. All.Where(item => name == Everything || item.Name == name)];
        if (found.Length > 0)
        {
            return found;
        }

        string[] known = [.. All.Select(item => item.Name), Everything];
        string hint = NearestName.Find(name, known) is { } near ? $"did you mean {near}? " : "";
        throw new ConfigException($"There is no item \"{name}\"; {hint}known: {string.Join(", ", known)}.");
    }
}

/// <summary>One figure or table of the paper that can be made again.</summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="title">See <see cref="Title"/>.</param>
/// <param name="statement">See <see cref="Statement"/>.</param>
public abstract class PaperItem(string name, string title, string statement)
{
    /// <summary>The name on the command line: <c>fig3</c>.</summary>
    public string Name => name;

    /// <summary>What it shows, in a few words.</summary>
    public string Title => title;

    /// <summary>What the paper says about it, in a sentence or two; may carry mathematics between dollar signs.</summary>
    public string Statement => statement;

    /// <summary>
    /// Loads the configs to run, in the order in which <see cref="Run"/> takes them. Their hash decides whether a stored result is
    /// still valid.
    /// </summary>
    /// <param name="context">Where configs are, and whether to reduce them.</param>
    /// <exception cref="ConfigException">A config is missing or wrong.</exception>
    public abstract IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context);

    /// <summary>Runs the configs, draws, and checks what the paper says.</summary>
    /// <param name="context">How to run.</param>
    /// <param name="configs">What <see cref="LoadConfigs"/> gave.</param>
    public abstract PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs);
}

/// <summary>How the paper's items are made: from which configs, and whether in full.</summary>
/// <param name="ConfigFolder">The folder of the paper's configs.</param>
/// <param name="IsQuick">True for a reduced version: fewer seeds and points, which its figures say.</param>
/// <param name="Cancellation">Stops between networks.</param>
public sealed record PaperContext(string ConfigFolder, bool IsQuick, CancellationToken Cancellation = default)
{
    /// <summary>The folder below which items that train keep their run folders.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>Where to train; null leaves it to the configs.</summary>
    public string? Device { get; init; }

    /// <summary>CPU threads of training; null leaves it to the configs.</summary>
    public string? Threads { get; init; }

    /// <summary>The precision of training on images; null leaves it to the configs.</summary>
    public string? Precision { get; init; }

    /// <summary>Whether Table 1's convolutional networks are trained in full on a CPU, too, where that takes many hours.</summary>
    public bool IsFull { get; init; }

    /// <summary>Requests a checkpoint while training goes on, as a signal handler does; null where nothing does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Shows a training run while it goes on.</summary>
    public TrainingWatch Watch { get; init; } = (_, _, run) => run(null);

    /// <summary>Receives warnings, one sentence each, that a reader needs before trusting the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>What a user writes to get the reduced version; named wherever its results are shown.</summary>
    public string QuickOption { get; init; } = "quick";

    /// <summary>What a user writes for <see cref="IsFull"/>; named where something was left out without it.</summary>
    public string FullOption { get; init; } = "full";

    /// <summary>What a user writes after an item's name to repeat this, with a blank before each option.</summary>
    public string Options { get; init; } = "";

    /// <summary>The changes that device, threads and precision make to the config of a training run: <c>path=value</c>.</summary>
    internal IEnumerable<string> TrainingAssignments =>
        [.. new[] { ("device", Device), ("threads", Threads), ("train.precision", Precision) }
            .Where(change => change.Item2 is not null).Select(change => $"{change.Item1}={change.Item2}")];

    /// <summary>Loads one of the paper's configs.</summary>
    /// <param name="name">Its file's name without <c>.json</c>.</param>
    /// <param name="assignments">Values to change: <c>path=value</c>.</param>
    /// <exception cref="ConfigException">There is no such file, or a value is wrong.</exception>
    public ExperimentConfig Load(string name, params IEnumerable<string> assignments)
    {
        string file = Path.Combine(ConfigFolder, $"{name}.json");
        return File.Exists(file)
            ? ConfigLoader.Load(file, assignments)
            : throw new ConfigException($"The paper's config {file} is missing; start in the folder that holds configs/.");
    }

    /// <summary>Returns the first list of assignments in full, the second in the reduced version.</summary>
    public IEnumerable<string> InFullOrQuick(IEnumerable<string> full, IEnumerable<string> quick) => IsQuick ? quick : full;

    /// <summary>The remark below a figure; null where it would say nothing.</summary>
    /// <param name="reduction">What the reduced version leaves out, such as "two seeds instead of five"; not said in full.</param>
    /// <param name="always">What is said in both versions. Null for nothing.</param>
    public string? Note(string reduction, string? always = null) =>
        !IsQuick ? always : $"{(always is null ? "" : always + " ")}Reduced version ({QuickOption}): {reduction}.";

    /// <summary>Simulates all networks of a config.</summary>
    public RunResult Simulate(ExperimentConfig config) => SimulateRun.Simulate(config, cancellation: Cancellation);

    /// <summary>Simulates a config of one network.</summary>
    /// <param name="config">A config with one seed and no sweep.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    public LinearResult SimulateOne(ExperimentConfig config, IReadOnlyList<long>? snapshotSteps = null) =>
        SimulateRun.Simulate(config, snapshotSteps: snapshotSteps, cancellation: Cancellation).Replicas[0].Simulation!;
}

/// <summary>Runs one training of an item and shows its progress.</summary>
/// <param name="name">The run's name.</param>
/// <param name="modalities">Its modalities.</param>
/// <param name="run">Trains and reports to the events it is given; null reports to nothing.</param>
/// <returns>What <paramref name="run"/> gives.</returns>
public delegate RunResult TrainingWatch(string name, IReadOnlyList<string> modalities, Func<IRunEvents?, RunResult> run);

/// <summary>The results of one item.</summary>
/// <param name="Figure">The figure, drawn; null where there is nothing to show.</param>
/// <param name="Claims">What the paper says, checked.</param>
public sealed record PaperFindings(PaperFigure? Figure, IReadOnlyList<PaperClaim> Claims)
{
    /// <summary>Draws the figure of an item.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="claims">What the paper says, checked.</param>
    /// <param name="film">The same training as an animation; null for none.</param>
    internal PaperFindings(Figure figure, IReadOnlyList<PaperClaim> claims, Figure? film = null)
        : this(PaperFigure.Draw(figure), claims) => Film = film is null ? null : PaperFigure.Draw(film, isFilm: true);

    /// <summary>The same training as an animation. The report plays it; print shows its end. Null for an item without one.</summary>
    public PaperFigure? Film { get; init; }

    /// <summary>Tables of the numbers behind the figure.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>What was run, on what, how long.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>
    /// Whether a substitute was used, such as synthetic digits for MNIST. Another call may find the real data, and makes the item
    /// again.
    /// </summary>
    public bool IsProvisional { get; init; }
}

/// <summary>Something the paper says, beside what we measured.</summary>
/// <param name="Text">The claim, in one sentence; may carry mathematics between dollar signs.</param>
/// <param name="Verdict">Whether our measurement supports it.</param>
/// <param name="Measured">The number the verdict rests on; null where there is none or it is infinite.</param>
/// <param name="Evidence">The number in words: what it is, and the bound.</param>
public sealed record PaperClaim(string Text, Verdict Verdict, double? Measured, string Evidence)
{
    /// <summary>The number in the paper; null where it gives none.</summary>
    public double? Published { get; init; }

    /// <summary>The claim's mean and ours with their spreads; null for a claim without them.</summary>
    public PublishedComparison? Comparison { get; init; }

    /// <summary>A claim that was checked.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="measured">The number that decides.</param>
    /// <param name="evidence">The number in words.</param>
    public static PaperClaim Check(string text, bool holds, double measured, string evidence) =>
        new(text, holds ? Verdict.Agrees : Verdict.Differs, double.IsFinite(measured) ? measured : null, evidence);

    /// <summary>A published number beside ours; they agree within a share of the published one.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="published">The paper's number.</param>
    /// <param name="measured">Ours; null counts as a difference.</param>
    /// <param name="tolerance">The largest difference, as a share of the published number.</param>
    public static PaperClaim Compare(string text, double published, double? measured, double tolerance) => measured is { } value
        ? Check(text, Math.Abs(value - published) <= tolerance * Math.Abs(published), value,
            $"{value:G4} against {published:G4}; {100 * tolerance:G3} % allowed") with
        { Published = published }
        : new PaperClaim(text, Verdict.Differs, null, "it was not learned") { Published = published };
}

/// <summary>A drawn figure. It is kept as SVG text, so that a later call shows it without running or drawing anything.</summary>
public sealed record PaperFigure
{
    /// <summary>The drawing as a file of its own.</summary>
    public required string Svg { get; init; }

    /// <summary>The drawing as a part of the report.</summary>
    public required ReportFigure Page { get; init; }

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="isFilm">Whether its <see cref="MovingPoints"/> move in the file as well.</param>
    public static PaperFigure Draw(Figure figure, bool isFilm = false) => new()
    {
        Svg = FigureSvg.Render(figure, new SvgOptions { IsAnimated = isFilm }),
        Page = ReportFigure.Draw(figure) with { IsFilm = isFilm },
    };
}
