using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Linear;
using FusionLab.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>What the theory says of one config, whether its networks can be simulated or must be trained.</summary>
/// <param name="Statistics">The correlations of the training distribution.</param>
/// <param name="Source">Where they come from, in a few words.</param>
/// <param name="Prediction">What follows from them.</param>
/// <param name="Notes">How the network differs from the one the theory is of; sentences.</param>
/// <param name="Warnings">What a reader must know about the data.</param>
public sealed record ConfigTheory(
    TaskStatistics Statistics, string Source, Prediction Prediction, IReadOnlyList<string> Notes, IReadOnlyList<string> Warnings)
{
    /// <summary>Multiplications that the correlations beside a run may take.</summary>
    private const double MostWork = 2e10;

    /// <summary>Predicts.</summary>
    /// <param name="config">The config, validated, without a sweep.</param>
    /// <param name="moments">Where the moments of images come from; null: this machine's customary folders.</param>
    /// <param name="progress">Told while weights are followed, which can take half a minute.</param>
    /// <exception cref="ConfigException">The theory has nothing to say about this network; the message says why.</exception>
    /// <exception cref="DataException">Images are missing or corrupt.</exception>
    public static ConfigTheory Predict(
        ExperimentConfig config, MomentsStore? moments = null, Action<PredictionProgress>? progress = null)
    {
        var network = config.Network;
        if (config.Data is ToyConfig toy)
        {
            ulong seed = config.Seeds[0];
            var task = ToyTasks.Create(toy, seed);
            string source = task.SampleCount is int count ? $"{count} samples of seed {seed}" : "the exact population";
            var correlations = NetworkTheory.ComputeStatistics(network, task, seed);
            return Predict(config, network, correlations, source, [], progress);
        }

        if (config.Data is ArraysConfig own)
        {
            TorchLibrary.Load();
            var (arrays, info, warnings) = ArrayTask.Open(own, CPU, asImages: false, ScalarType.Float64);
            using (arrays)
            {
                string origin = $"{arrays.TrainSamples} training samples of {info.Source}";
                return Predict(config, network, ArrayTask.MeasureStatistics(arrays), origin, warnings, progress, arrays.IsClassification);
            }
        }

        var noisy = (NoisyMnistConfig)config.Data;
        var measured = (moments ?? new MomentsStore()).Measure(noisy);
        var statistics = measured.Moments.ComputeStatistics(noisy);
        string images = $"{measured.Moments.Samples} training images of {measured.Source} and the exact corruption mixture";
        return Predict(config, network, statistics, images, measured.Warnings, progress, isClassification: true);
    }

    /// <summary>Predicts beside a run that trains, which does not wait for it longer than about a second.</summary>
    /// <param name="config">The run's config, without a sweep.</param>
    /// <param name="task">Its task.</param>
    /// <param name="whyNot">Why nothing is said; null where something is.</param>
    internal static Prediction? PredictBeside(ExperimentConfig config, TrainingTask task, out string? whyNot)
    {
        string[] unknown = [.. ListOtherDescents(config.Train)];
        whyNot = unknown.Length == 0 ? null : $"it is of plain gradient descent, not of {string.Join(" and ", unknown)}";
        if (whyNot is not null)
        {
            return null;
        }

        try
        {
            double features = task.Data.Modalities.Sum(modality => modality.Features);
            double samples = task.Images is null ? task.Data.TrainSamples : 0; // the moments of images are kept in a file
            if ((samples * features * features) + (10 * features * features * features) > MostWork && task.Images is null)
            {
                whyNot = $"the correlations of {features:N0} features and {samples:N0} samples take longer than a second; "
                    + "predict without training instead";
                return null;
            }

            var statistics = (task.Images, task.Data, config.Data) switch
            {
                ({ } images, _, NoisyMnistConfig noisy) => new MomentsStore().Measure(noisy, images).Moments.ComputeStatistics(noisy),
                (_, TensorData arrays, ArraysConfig) => ArrayTask.MeasureStatistics(arrays),
                (_, _, ToyConfig toy) => NetworkTheory.ComputeStatistics(
                    config.Network, ToyTasks.Create(toy, config.Seeds[0]), config.Seeds[0]),
                _ => throw new NotSupportedException($"There is no way to measure the correlations of {config.Data.Kind} data yet."),
            };
            return Prediction.Predict(
                statistics, NetworkTheory.Translate(config.Network, config.Train, statistics), limit: WorkBudget.Brief);
        }
        catch (ConfigException reason)
        {
            whyNot = reason.Message.TrimEnd('.'); // the theory has nothing to say about this network
            return null;
        }
    }

    /// <summary>
    /// Predicts by the closed formulas alone, in a millisecond; null where the task is drawn, or the theory is not of such a network.
    /// </summary>
    /// <param name="config">The config, without a sweep.</param>
    internal static Prediction? PredictClosedForms(ExperimentConfig config)
    {
        if (config.Data is not GaussianConfig { Samples: ToyTasks.Population } task)
        {
            return null;
        }

        try
        {
            var statistics = NetworkTheory.ComputeStatistics(config.Network, ToyTasks.Create(task, config.Seeds[0]), config.Seeds[0]);
            return Prediction.Predict(statistics, NetworkTheory.Translate(config.Network, config.Train, statistics), limit: 0);
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    private static ConfigTheory Predict(
        ExperimentConfig config,
        NetworkConfig network,
        TaskStatistics statistics,
        string source,
        IReadOnlyList<string> warnings,
        Action<PredictionProgress>? progress,
        bool isClassification = false)
    {
        var linear = NetworkTheory.Translate(network, config.Train, statistics);
        var prediction = Prediction.Predict(statistics, linear, progress);
        string[] notes =
        [
            .. DescribeLimits(prediction, linear),
            .. DescribeLimits(config.Train, network, prediction, statistics),
            .. DescribeLimits(config, network, isClassification),
            .. isClassification && prediction.FirstModality is not null
                ? [DescribeTrust(network, linear, prediction)] : Array.Empty<string>(),
        ];
        return new ConfigTheory(statistics, source, prediction, notes, warnings);
    }

    /// <summary>
    /// How often each rule named the modality that was learned first in the random tasks of benchmarks/prediction.py (EXPERIMENTS.md), of
    /// those whose seeds agreed: by accuracy and by contribution. Formulas that do not follow weights name the modality that correlates more.
    /// </summary>
    private static string DescribeTrust(NetworkConfig network, LinearFusion linear, Prediction prediction)
    {
        bool isLinear = network.Activation == Activation.Linear, isSmall = MeasureInitialNorm(linear) < 1;
        var (followed, correlates, explains) = (isLinear, isSmall) switch
        {
            (true, true) => ("27 of 29 and 34 of 36", "40 of 40 and 39 of 45", "40 of 40 and 38 of 45"),
            (true, false) => ("7 of 29 and 24 of 31", "36 of 38 and 23 of 38", "38 of 38 and 20 of 38"),
            (false, true) => ("26 of 29 and 31 of 33", "39 of 39 and 38 of 41", "39 of 39 and 37 of 41"),
            (false, false) => ("10 of 32 and 18 of 30", "38 of 40 and 28 of 40", "39 of 40 and 26 of 40"),
        };
        string alone = prediction.Modalities.MaxBy(modality => modality.Contribution)!.Name;
        return $"How far to trust the order: of random tasks, fused late by {(isLinear ? "linear" : "ReLU")} networks from "
            + $"{(isSmall ? "small" : "PyTorch's")} initial weights, the theory's first modality came first by accuracy and by "
            + $"contribution in {(prediction.Default == FormulaTable.ExpectedStart ? followed : correlates)}; the one that explains more of "
            + $"the output alone, here {Wording.LabelModality(alone)}, in {explains}.";
    }

    private static double MeasureInitialNorm(LinearFusion linear) =>
        linear.Architecture.InputSizes.Index().Max(modality => linear.InitialNorm(modality.Index));

    /// <summary>A ratio without times is one of (9), which is of small weights whatever weights the network has.</summary>
    private static IEnumerable<string> DescribeLimits(Prediction prediction, LinearFusion linear)
    {
        double u0 = MeasureInitialNorm(linear);
        if (u0 >= 1 && prediction is { FirstModality: not null, TimeRatio: not null }
            && prediction.Formulas.First(formula => formula.Name == prediction.Default).LearnedAt.All(time => time is null))
        {
            yield return $"The initial weights are not small (u0, the norm of a first layer, is {u0:G4}, not below 1): "
                + "the ratio is that of small ones, and no formula gives the times.";
        }
    }

    /// <summary>
    /// Of two scalar layers on their way to M_A, a step maps the amplitude u to (1 + ηs)u − ησ²u³, which stays bounded up to ηs = 2.
    /// </summary>
    private static IEnumerable<string> DescribeLimits(TrainConfig train, NetworkConfig network, Prediction prediction, TaskStatistics statistics)
    {
        double fastest = prediction.Modalities.Max(modality => modality.Correlation);
        bool isScalar = statistics.Outputs == 1 && statistics.Modalities.All(modality => modality.Dimension == 1);
        if (isScalar && network is { Activation: Activation.Linear, Depth: 2, FusionDepth: 2 }
            && train is { Loss: LossKind.Mse, BatchSize: 0, Momentum: 0 } && train.LearningRate * fastest > 2)
        {
            yield return "Gradient descent diverges at this learning rate; "
                + $"it must be below {2 / fastest:G4}, which is 2/‖Σ_yx‖ of the fastest modality.";
        }
    }

    /// <summary>The settings that make descent another one than that of the theory, so that its times and ratios are of something else.</summary>
    private static IEnumerable<string> ListOtherDescents(TrainConfig train)
    {
        (string Key, bool IsSet)[] settings =
        [
            ("optimizer", train.Optimizer is not SgdConfig), ("rates", train.Rates is not null),
            ("remedy", train.Remedy is not NoRemedyConfig),
        ];
        return settings.Where(setting => setting.IsSet).Select(setting => $"train.{setting.Key}");
    }

    private static IEnumerable<string> DescribeLimits(ExperimentConfig config, NetworkConfig network, bool isClassification)
    {
        if (isClassification)
        {
            yield return "Classes are taken as numbers to predict: 1 for the right one and 0 for the others, minus their mean. "
                + "Cross-entropy starts from the same errors.";
        }

        if (network.Activation != Activation.Linear)
        {
            yield return "The network is taken as linear and without biases: expect the order and the tendency over fusion depths "
                + $"from the theory, not the {network.Activation} network's own times and ratio.";
        }

        if (network is CnnConfig)
        {
            yield return "Convolutions count as layers of as many units as they have channels.";
        }

        var train = config.Train;
        (string Key, bool IsSet)[] unknown =
        [
            ("momentum", train.Momentum != 0),
            ("weightDecay", train.WeightDecay != 0),
            ("decay", train.Decay != 1 && train.BatchSize == 0),
        ];
        string leftOut = string.Join(
            " and ", [.. ListOtherDescents(train), .. unknown.Where(key => key.IsSet).Select(key => $"train.{key.Key}")]);
        if (leftOut.Length > 0)
        {
            yield return $"The theory is of plain gradient descent at a fixed learning rate; it leaves out {leftOut}.";
        }

        if (config.Train.BatchSize != 0)
        {
            yield return "A step of the theory sees all samples and keeps the initial learning rate; "
                + FormattableString.Invariant($"a step of training sees {config.Train.BatchSize:N0} samples.");
        }
    }
}

/// <summary>A configured network as the theory sees it: linear, without biases, descending on the full batch.</summary>
internal static class NetworkTheory
{
    /// <summary>Translates a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="train">How it is trained.</param>
    /// <param name="task">The correlations it learns from.</param>
    /// <exception cref="ConfigException">The theory has nothing to say about it; the message says why.</exception>
    public static LinearFusion Translate(NetworkConfig network, TrainConfig train, TaskStatistics task) => task.Modalities.Count < 2
        ? throw new ConfigException("data has 1 modality; the theory predicts which of two or more is learned first.")
        : network is MlpConfig { Branches: not null }
        ? throw new ConfigException(
            "network.branches", "gives modalities branches of their own kind; the theory is of branches that are all alike.")
        : new(DescribeArchitecture(network, task), DescribeInitialization(network), train.LearningRate / TimeFactor(network, train.Loss));

    /// <summary>The shape of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="task">The correlations it learns from; of a fission network, its outputs stand for modalities.</param>
    public static LinearArchitecture DescribeArchitecture(NetworkConfig network, TaskStatistics task)
    {
        int[] branches = network is FissionConfig
            ? [.. task.Modalities.Select(_ => network.Depth)]
            : [.. network.BranchDepths ?? task.Modalities.Select(_ => network.FusionDepth)];
        return new([.. task.Modalities.Select(m => m.Dimension)], task.Outputs, branches, network.Depth - branches.Max(), network.Width);
    }

    /// <summary>How a network starts.</summary>
    /// <param name="network">The network.</param>
    public static LinearInitialization DescribeInitialization(NetworkConfig network) => network.Init.Kind switch
    {
        InitConfig.Deep => new(InitializationKind.Deep, network.Init.Scale!.Value),
        InitConfig.Normal => new(InitializationKind.Normal, network.Init.Scale!.Value),
        _ => new(InitializationKind.PyTorch, 1),
    };

    /// <summary>The correlations a network learns from; of a fission network, those of its mirror image.</summary>
    /// <param name="network">The network.</param>
    /// <param name="task">The task.</param>
    /// <param name="seed">The replica's seed.</param>
    public static TaskStatistics ComputeStatistics(NetworkConfig network, IToyTask task, ulong seed) =>
        network is FissionConfig ? Fission.OutputsAsModalities(task.ComputeStatistics(seed)) : task.ComputeStatistics(seed);

    /// <summary>How many times as slow as the linear network on the squared loss.</summary>
    private static double TimeFactor(NetworkConfig network, LossKind loss) =>
        (network is { Activation: Activation.Relu, Depth: 2 } ? RelatedNetworks.ReluTimeFactor : 1)
        * loss switch
        {
            LossKind.Logistic => RelatedNetworks.LogisticTimeFactor,
            LossKind.Exponential => RelatedNetworks.ExponentialTimeFactor,
            LossKind.Mse or LossKind.CrossEntropy => 1,
            _ => throw new NotSupportedException($"No theory covers the loss {loss}."),
        };
}
