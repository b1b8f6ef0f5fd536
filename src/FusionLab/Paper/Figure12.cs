using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>Figure 12: ReLU networks on a task of which one modality is linear and the other an XOR.</summary>
internal sealed class Figure12() : PaperItem(
    "fig12",
    "A linear modality beside an XOR",
    "On $y = x_A + XOR(x_B)$ late-fusion ReLU networks always succeed, with four perpendicular XOR features. Early-fusion networks do "
    + "not form them consistently and can fail: where the variance of $x_A$ is large they are stuck with the linear modality alone.")
{
    private const int KeepEvery = 10;
    private const int Frames = 101;

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
    [
        context.Load("xor_sweep", [
            .. context.InFullOrQuick([], ["seeds=1..2", "data.samples=1024", "train.epochs=1800", "threads=1"]),
            .. context.TrainingAssignments,
        ]),
    ];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        XorNetworks[] networks =
        [
            .. configs[0].Points.Select(point => new XorNetworks(
                point.Config.Network.FusionDepth == 1, ((XorConfig)point.Config.Data).LinearVariance,
                ToyTraining.Run(point.Config, KeepEvery, context.Cancellation))),
        ];
        XorNetworks[] early = [.. networks.Where(one => one.IsEarly)], late = [.. networks.Where(one => !one.IsEarly)];
        int seeds = configs[0].Seeds.Count;
        var figure = new Figure(
            Title,
            "Training loss (all seeds thin, the first one thick) and first-layer weights of the first seed at the end: the place of a "
            + "dot is a hidden unit's weights for the two inputs of the XOR, its colour the weight for the linear input. Left early "
            + "fusion, right late fusion; the variance of the linear input is 1, 2 and 3 from top to bottom. "
            + $"{early.Sum(one => one.Solved)} of {early.Length * seeds} early and "
            + $"{late.Sum(one => one.Solved)} of {late.Length * seeds} late networks solve the task. The dotted line is the "
            + "loss when only the linear modality is learned. In late fusion every dot pairs the units of the two branches that have the "
            + "same number, as in the paper.",
            Panels(early, late, one => Loss(one, seeds), Features))
        {
            Columns = 4,
            PanelWidth = 150,
            PanelHeight = 150,
            Note = context.Note("1024 samples instead of 8192, two seeds instead of five, 1800 epochs instead of 3000"),
        };
        double[] times = Film.Times(configs[0].Train.Epochs, Frames);
        var film = figure with
        {
            Title = "A linear modality beside an XOR, in motion",
            Description =
                "The first layers of the first seed while they learn, on the clock of the loss beside them; place and colour as above.",
            Panels = Panels(early, late, one => Film.MoveOverTime(Loss(one, seeds: 1), times), one => Move(one, times)),
        };
        return new PaperFindings(figure, Claims(early, late), film) { Tables = [Tabulate(networks)] };
    }

    private static IReadOnlyList<PaperClaim> Claims(XorNetworks[] early, XorNetworks[] late)
    {
        int all = late.Sum(one => one.Runs.Count);
        int solved = late.Sum(one => one.Solved);
        int stuck = early.Sum(one => one.Stuck), unsolved = all - early.Sum(one => one.Solved);
        double worst = late.Max(one => one.Runs.Max(run => run.FinalLoss));
        double diagonal = Smallest(XorNetworks.DiagonalShare), direction = Smallest(XorNetworks.SmallestDirection);
        double plateau = late.Min(one => one.ShortestPlateau);
        double earlyDiagonal = early.Min(one => one.Runs.Min(XorNetworks.DiagonalShare));
        double[] angles = [.. early.Select(one => one.AngleToLinear)];
        bool moreWithVariance = early[^1].Stuck > 0 && early.Zip(early.Skip(1)).All(pair => pair.First.Stuck <= pair.Second.Stuck);
        return
        [
            PaperClaim.Check("Late fusion always solves the task.", solved == all, solved,
                $"{solved} of {all} networks end with a loss below {XorNetworks.SolvedLoss:G2}; largest {worst:G2}"),
            PaperClaim.Check("Late fusion forms the four perpendicular XOR features.", diagonal > 0.95 && direction > 0.05, diagonal,
                $"at least {100 * diagonal:F1} % of the squared weights for B within 10° of the diagonals, at least {100 * direction:F0} % "
                + "on each"),
            PaperClaim.Check("Early fusion does not form them consistently.", earlyDiagonal < 0.95, earlyDiagonal,
                $"down to {100 * earlyDiagonal:F1} % within 10° of the diagonals"),
            PaperClaim.Check("Early fusion can fail.", stuck > 0, stuck,
                $"{stuck} of {all} networks end with more than half of the XOR's loss, {unsolved} do not solve the task"),
            PaperClaim.Check("It fails where the variance of $x_A$ is large.", moreWithVariance, early[^1].Stuck,
                $"stuck: {Each(early, one => $"{one.Stuck} of {one.Runs.Count}")}"),
            PaperClaim.Check("The larger the variance, the closer early features come to the linear direction.",
                angles.Zip(angles.Skip(1)).All(pair => pair.First > pair.Second), angles[^1],
                $"angle at the first transition: {Each(early, one => $"{one.AngleToLinear:G2}°")}"),
            PaperClaim.Check("Late fusion learns in two transitions, one for each modality.", plateau > 0.1, plateau,
                "share of the time to the XOR that the loss rests at that of the linear modality, 10 % wanted: "
                + $"{Each(late, one => $"{100 * one.ShortestPlateau:F0} %")}; the smaller the variance, the closer the transitions"),
        ];

        string Each(IEnumerable<XorNetworks> points, Func<XorNetworks, string> write) =>
            string.Join(", ", points.Select(one => $"{write(one)} at variance {one.Variance:G2}"));

        double Smallest(Func<ToyRun, double> measure) => late.Min(one => one.Runs.Min(measure));
    }

    /// <summary>A row for each variance: loss and features of early fusion, then of late fusion.</summary>
    private static Panel[] Panels(
        XorNetworks[] early, XorNetworks[] late, Func<XorNetworks, PlotPanel> loss, Func<XorNetworks, PlotPanel> features) =>
        [.. early.Zip(late).SelectMany(pair =>
            (Panel[])[loss(pair.First), features(pair.First), loss(pair.Second), features(pair.Second)])];

    private static ReportTable Tabulate(XorNetworks[] networks) => new(
        ["Fusion", "Var($x_A$)", "Solved", "Stuck", "Networks", "Lowest final loss", "Highest final loss", "XOR features", "Angle to A"],
        [.. networks.Select(one => (IReadOnlyList<ReportCell>)
        [
            one.IsEarly ? "early" : "late",
            ReportCell.Number(one.Variance),
            ReportCell.Number(one.Solved, "0"),
            ReportCell.Number(one.Stuck, "0"),
            ReportCell.Number(one.Runs.Count, "0"),
            ReportCell.Number(one.Runs.Min(run => run.FinalLoss)),
            ReportCell.Number(one.Runs.Max(run => run.FinalLoss)),
            ReportCell.Number(one.Runs.Min(XorNetworks.DiagonalShare)),
            ReportCell.Number(one.AngleToLinear),
        ])],
        $"Solved: final loss below {XorNetworks.SolvedLoss}. Stuck: above {XorNetworks.StuckLoss}, half of what the XOR contributes. XOR "
        + "features: the smallest share of the first layer's squared weights for B that lies within 10° of the XOR's four directions. "
        + "Angle to A: between hidden units and the linear input when the loss first falls, in degrees, mean over seeds.");

    /// <summary>The training loss of the first seeds, all but the first of them thin.</summary>
    private static PlotPanel Loss(XorNetworks networks, int seeds)
    {
        Line[] losses =
        [
            .. networks.Runs.Take(seeds).Select(run =>
                new Line([.. run.History.Select(row => row.Epoch)], [.. run.History.Select(row => row.Loss)]) { Ink = networks.Ink }),
        ];
        return new PlotPanel(
            SimulationPanels.Epoch(losses[0].X[^1]), new Axis("loss") { Min = 0 },
            [.. losses.Skip(1).Select(line => line with { IsThin = true }), SimulationPanels.Level(XorNetworks.XorLoss), losses[0]])
        { Title = $"{(networks.IsEarly ? "Early" : "Late")}, Var($x_A$) = {networks.Variance:G2}" };
    }

    /// <summary>The first layer of the first seed at the end.</summary>
    private static PlotPanel Features(XorNetworks networks)
    {
        var (first, second, linear) = networks.FirstLayer(networks.Runs[0].Units[^1]);
        return Features(networks, new ColoredPoints(first, second, linear));
    }

    /// <summary>The first layer of the first seed while it learns.</summary>
    private static PlotPanel Move(XorNetworks networks, IReadOnlyList<double> times)
    {
        var frames = times.Select(time => networks.FirstLayer(networks.Runs[0].At(time))).ToArray();
        double[][] first = [.. frames.Select(frame => frame.First)], second = [.. frames.Select(frame => frame.Second)];
        return Features(networks, new MovingPoints(times, first, second) { Value = [.. frames.Select(frame => frame.Linear)] });
    }

    private static PlotPanel Features(XorNetworks networks, Series units)
    {
        // Early features pass through larger weights than they end with: axes and colours fit all of training.
        var all = networks.Runs[0].Units.Select(networks.FirstLayer).ToArray();
        double reach = RoundUp(1.05 * all.Max(moment => moment.First.Concat(moment.Second).Max(Math.Abs)));
        double strongest = all.Max(moment => moment.Linear.Max(Math.Abs));
        return new PlotPanel(Axis(1), Axis(2), [units])
        {
            Title = "First layer",
            Colors = new ColorBar("$W_A^1$", -strongest, strongest),
        };

        Axis Axis(int input) => new($"$W_{{B{input}}}^1$") { Min = -reach, Max = reach, Ticks = [-reach, 0, reach] };
    }

    /// <summary>The next round number: one digit, so that three ticks do.</summary>
    private static double RoundUp(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Ceiling(value / unit) * unit;
    }
}

/// <summary>The networks of all seeds at one point of figure 12.</summary>
/// <param name="IsEarly">Whether the modalities share the first layer.</param>
/// <param name="Variance">The variance of the linear input.</param>
/// <param name="Runs">One network a seed.</param>
internal sealed record XorNetworks(bool IsEarly, double Variance, IReadOnlyList<ToyRun> Runs)
{
    /// <summary>The loss that the XOR contributes: what is left when only the linear modality is learned.</summary>
    public const double XorLoss = 0.5;

    /// <summary>A network with a lower final loss has solved the task: 2 % of what the XOR contributes.</summary>
    public const double SolvedLoss = 0.02 * XorLoss;

    /// <summary>A network with a higher final loss is stuck with the linear modality.</summary>
    public const double StuckLoss = 0.5 * XorLoss;

    private static readonly double s_nearDiagonal = Math.Cos(10 * Math.PI / 180);

    /// <summary>Networks that have solved the task.</summary>
    public int Solved => Runs.Count(run => run.FinalLoss < SolvedLoss);

    /// <summary>Networks that are stuck.</summary>
    public int Stuck => Runs.Count(run => run.FinalLoss > StuckLoss);

    /// <summary>The colour of the kind of fusion.</summary>
    public Ink Ink => IsEarly ? Ink.Vermillion : Ink.Blue;

    /// <summary>
    /// The angle in degrees between the first layer and the direction of the linear input, its tangent the ratio of the norms of the
    /// weights for B and for A, at the time when the loss has first fallen half-way to the linear solution; mean over seeds.
    /// </summary>
    public double AngleToLinear => Runs.Average(run =>
    {
        double halfWay = XorLoss + (Variance / 4);
        var units = run.At(run.FallsBelow(halfWay) ?? run.History[^1].Epoch);
        double linear = units.Feature(0).Sum(w => w * w), xor = units.Inputs.Sum(Square);
        return Math.Atan2(Math.Sqrt(xor), Math.Sqrt(linear)) * 180 / Math.PI;
    });

    /// <summary>The smallest share, over seeds, of the time to the XOR that a network rests at the linear solution.</summary>
    public double ShortestPlateau => Runs.Min(PlateauShare);

    /// <summary>The first layer at one time: a dot's weights for the two inputs of the XOR and for the linear input.</summary>
    public (double[] First, double[] Second, double[] Linear) FirstLayer(HiddenUnits units)
    {
        double[] linear = units.Feature(0), first = units.Feature(1), second = units.Feature(2);

        // In late fusion branch A's units come first; the n-th of each branch make one dot.
        int branch = linear.Length / 2;
        return IsEarly ? (first, second, linear) : (first[branch..], second[branch..], linear[..branch]);
    }

    /// <summary>
    /// The share of the first layer's squared weights for B, at the end, within 10° of one of the XOR's four directions (±1, ±1).
    /// </summary>
    public static double DiagonalShare(ToyRun run)
    {
        var last = run.Units[^1];
        double near = last.Inputs.Where(unit => IsDiagonal(unit[1], unit[2])).Sum(Square);
        return near / last.Inputs.Sum(Square);
    }

    /// <summary>The smallest share that one of the four directions has in the squared weights for B, at the end.</summary>
    public static double SmallestDirection(ToyRun run)
    {
        var last = run.Units[^1];
        double all = last.Inputs.Sum(Square);
        return new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) }
            .Min(corner => last.Inputs.Where(unit => corner == (Math.Sign(unit[1]), Math.Sign(unit[2]))).Sum(Square) / all);
    }

    /// <summary>
    /// The share of the time to half of the XOR that the loss spends within 5 % of the linear solution's; 0 where it never gets there.
    /// </summary>
    private static double PlateauShare(ToyRun run) => run.FallsBelow(StuckLoss) is { } learned
        ? (double)run.History.Count(row => row.Epoch < learned && Math.Abs(row.Loss - XorLoss) < 0.05 * XorLoss)
            / run.History.Count(row => row.Epoch < learned)
        : 0;

    private static bool IsDiagonal(double first, double second) =>
        (Math.Abs(first) + Math.Abs(second)) / Math.Sqrt(2 * ((first * first) + (second * second))) > s_nearDiagonal;

    private static double Square(double[] unit) => (unit[1] * unit[1]) + (unit[2] * unit[2]);
}
