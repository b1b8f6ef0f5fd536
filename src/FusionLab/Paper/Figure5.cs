using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Figure 5: with fewer samples than features, late fusion overfits the first modality before it learns the second.</summary>
internal sealed class Figure5() : PaperItem(
    "fig5",
    "Overfitting during the unimodal phase",
    "With many samples both fusions generalize better than one modality could. With few, late fusion overfits the modality learned "
    + "first during the unimodal phase: stopped early it is unimodal, trained on it generalizes worse.")
{
    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
    [
        context.Load("underparameterized_early"), context.Load("underparameterized_late"),
        context.Load("overparameterized_early"), context.Load("overparameterized_late"),
    ];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult[] results = [.. configs.Select(config => context.SimulateOne(config))];
        double manySamples = BestUnimodalError(configs[0]), fewSamples = BestUnimodalError(configs[2]);
        string[] titles = ["Early fusion, 700 samples", "Late fusion, 700 samples", "Early fusion, 70 samples", "Late fusion, 70 samples"];
        var figure = new Figure(
            Title,
            "Training loss and generalization error over epochs, for early and late fusion and 700 and 70 samples. The dotted line marks "
            + "the best generalization error that a network of one modality reaches on the same samples, "
            + $"{manySamples:F2} and {fewSamples:F2}. With 70 samples late fusion is best at epoch {Lowest(results[3]).Step}, before it "
            + $"learns the second modality at epoch {results[3].Run.Stages.LearnedAt.Max():F0}.",
            [
                .. results.Select((result, i) => Panel(result, titles[i], configs[i].Train.Epochs, i < 2 ? manySamples : fewSamples)),
            ])
        { Columns = 2, PanelWidth = 260, PanelHeight = 160 };
        return new PaperFindings(figure, Claims(results, manySamples, fewSamples));
    }

    private static IReadOnlyList<PaperClaim> Claims(LinearResult[] results, double manySamples, double fewSamples)
    {
        double worst = Math.Max(Final(results[0]), Final(results[1]));
        double early = Lowest(results[2]).GeneralizationError!.Value;
        var overLate = results[3];
        var lowest = Lowest(overLate);
        double second = overLate.Run.Stages.LearnedAt.Max() ?? double.NaN;
        double atSecond = overLate.Run.Trajectory.TakeWhile(point => point.Step < second).Last().GeneralizationError!.Value;
        double rise = atSecond / lowest.GeneralizationError!.Value;
        int first = overLate.Run.Stages.FirstModality!.Value, other = 1 - first;
        double weight = overLate.Targets.Amplitude(lowest.TotalWeights, other)
            / overLate.Targets.Amplitude(overLate.Run.Trajectory[^1].TotalWeights, other);
        return
        [
            PaperClaim.Check("With 700 samples both fusions end below the best unimodal error.", worst < manySamples, worst,
                $"worse of the two {worst:F3}, unimodal {manySamples:F3}"),
            PaperClaim.Check("With 70 samples early fusion, stopped at its best, is below it too.", early < fewSamples, early,
                $"lowest {early:F3}, unimodal {fewSamples:F3}"),
            PaperClaim.Check(
                "With 70 samples late fusion overfits during the unimodal phase: its error rises before the second modality is learned.",
                rise > 1.02, rise, $"it rises by a factor of {rise:F2} from epoch {lowest.Step} to {second:F0}"),
            PaperClaim.Check(
                "Stopped at its lowest error it is unimodal: the second modality's weight is still near 0.",
                weight < 0.1, weight, $"{weight:G2} of its final length"),
            PaperClaim.Check("Trained on, it generalizes worse than at that time, and than one modality could.",
                Final(overLate) > Math.Max(lowest.GeneralizationError!.Value, fewSamples), Final(overLate),
                $"{Final(overLate):F3} at the end, {lowest.GeneralizationError:F3} at the best time, unimodal {fewSamples:F3}"),
        ];
    }

    private static PlotPanel Panel(LinearResult result, string title, double end, double unimodal) => new(
        SimulationPanels.Epoch(end), new Axis("error") { Min = 0 },
        [
            SimulationPanels.Level(unimodal, "unimodal"),
            SimulationPanels.LossLine(result, end) with { Label = "training loss" },
            SimulationPanels.Line(result, point => point.GeneralizationError!.Value, end) with
            {
                Ink = Ink.Vermillion, Dash = Dash.Dashed, Label = "generalization error",
            },
        ])
    { Title = title };

    private static TrajectoryPoint Lowest(LinearResult result) => result.Run.Trajectory.MinBy(point => point.GeneralizationError)!;

    private static double Final(LinearResult result) => result.Run.Trajectory[^1].GeneralizationError!.Value;

    /// <summary>
    /// The lowest generalization error that a network of one modality reaches on the way, over the modalities: the dotted lines.
    /// </summary>
    /// <param name="config">A config of a gaussian task with a scalar output.</param>
    private static double BestUnimodalError(ExperimentConfig config)
    {
        var task = (GaussianTask)ToyTasks.Create((GaussianConfig)config.Data, config.Seeds[0]);
        return Enumerable.Range(0, task.Modalities.Count).Min(modality =>
            SimulateOneModality(config, task, modality).Trajectory.Min(point => GeneralizationError(task, modality, point.TotalWeights)));
    }

    private static LinearRun SimulateOneModality(ExperimentConfig config, GaussianTask task, int modality)
    {
        ulong seed = config.Seeds[0];
        var statistics = task.ComputeStatistics(seed).SelectModalities(modality);
        var architecture = LinearArchitecture.Uniform(
            [task.Modalities[modality].Dimension], task.Outputs, config.Network.Depth, fusionDepth: 1, config.Network.Width);
        var settings = new LinearRunSettings(config.Train.LearningRate, config.Train.Epochs);
        var initialization = new LinearInitialization(InitializationKind.Normal, config.Network.Init.Scale!.Value);
        var simulation = new GradientDescent(architecture, new SquaredObjective(statistics), StageTargets.FromTask(statistics), settings);
        return simulation.Run(initialization, seed);
    }

    // The other modalities' weights are 0.
    private static double GeneralizationError(GaussianTask task, int modality, double[] weights)
    {
        int offset = task.Modalities.Take(modality).Sum(other => other.Dimension);
        var total = new double[task.Covariance.RowCount];
        weights.CopyTo(total, offset);
        return new GeneralizationTruth(task.Covariance, task.TrueWeights).Evaluate(total);
    }
}
