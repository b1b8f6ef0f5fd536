using System.Globalization;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Linear;
using FusionLab.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;

namespace FusionLab.Runs;

/// <summary>One config whose networks can be simulated exactly instead of trained on batches of samples.</summary>
public sealed class LinearExperiment
{
    /// <summary>Weights of one simulated network at most, 8 bytes each.</summary>
    private const long MostWeights = 100_000_000;

    private readonly ExperimentConfig _config;
    private readonly NetworkConfig _network;
    private readonly ToyConfig _data;
    private readonly bool _isRelu;

    /// <summary>Prepares a config without a sweep.</summary>
    /// <param name="config">The config, validated.</param>
    /// <exception cref="ConfigException">It cannot be simulated; the message says why.</exception>
    public LinearExperiment(ExperimentConfig config)
    {
        if (WhyNot(config) is string reason)
        {
            throw new ConfigException(reason);
        }

        _config = config;
        _network = config.Network;
        _data = (ToyConfig)config.Data;
        _isRelu = _network.Activation == Activation.Relu;
    }

    /// <summary>
    /// Why a config must be trained on samples; null where it can be simulated: linear networks with any loss but
    /// cross-entropy, and two-layer late-fusion ReLU networks with scalar modalities and the squared loss, by full-batch gradient
    /// descent at a fixed learning rate.
    /// </summary>
    public static string? WhyNot(ExperimentConfig config)
    {
        var network = config.Network;
        var train = config.Train;
        bool relu = network.Activation == Activation.Relu;
        return config.Data is not ToyConfig toy
                ? $"data.kind is \"{config.Data.Kind}\": only toy tasks have correlations to simulate with."
            : network is CnnConfig
                ? $"network.kind is \"{network.Kind}\"; simulated networks are linear, shallow, mlp or fission."
            : network is MlpConfig { Branches: not null } ? "network.branches is set; simulated networks have branches of one kind."
            : network is FissionConfig && train.Loss != LossKind.Mse
                ? $"network.kind is \"fission\", which is simulated with the mse loss only; train.loss is {train.Loss}."
            : network.Bias ? "network.bias is true; simulated networks have none."
            : relu && !IsSolvableRelu(config, toy)
                ? "network.activation is \"relu\": only two-layer late fusion of scalar gaussian modalities with the mse loss "
                    + "has a form in correlations."
            : relu && train.WeightDecay != 0
                ? $"train.weightDecay is {train.WeightDecay.ToString(CultureInfo.InvariantCulture)}, which simulations of relu networks "
                    + "leave out; set it to 0."
            : !relu && network.Activation != Activation.Linear
                ? $"network.activation is \"{network.Activation}\"; simulated networks are linear or relu."
            : train.Loss == LossKind.CrossEntropy ? "train.loss is crossEntropy, which needs classes; use mse, logistic or exponential."
            : train.BatchSize != 0 ? $"train.batchSize is {train.BatchSize}; simulations descend on the full batch: set it to 0."
            : train.Momentum != 0 || train.Decay != 1 ? "train.momentum and train.decay do not apply to simulations; set them to 0 and 1."
            : train.Optimizer is not SgdConfig || train.Rates is not null || train.Remedy is not NoRemedyConfig
                ? "train.optimizer, train.rates and train.remedy do not apply to simulations, which descend by plain gradients at one "
                    + "learning rate; remove them."
            : null;
    }

    /// <summary>Finds out what would stop a simulation, without simulating.</summary>
    /// <param name="seed">The seed of any replica.</param>
    /// <exception cref="ConfigException">Task and network do not fit together; the message says why.</exception>
    public void Check(ulong seed)
    {
        CreateSettings([]).Validate();
        if (!_isRelu)
        {
            var statistics = CreateProblem(ToyTasks.Create(_data, seed), seed).Statistics;
            var architecture = NetworkTheory.DescribeArchitecture(_network, statistics);
            architecture.Validate();
            if (architecture.WeightCount is > MostWeights and long count)
            {
                throw new ConfigException("network.width", string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {architecture.Width}: a network of {count:N0} weights does not fit into memory; it may have {MostWeights:N0}."));
            }
        }
    }

    /// <summary>Simulates one replica.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    /// <param name="progress">Told the share of the budget of steps that is taken, from 0 to 1.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public LinearResult Run(
        ulong seed,
        IReadOnlyList<long>? snapshotSteps = null,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var task = ToyTasks.Create(_data, seed);
        var settings = CreateSettings(snapshotSteps ?? []) with { Progress = progress, Cancellation = cancellation };
        var init = NetworkTheory.DescribeInitialization(_network);
        if (_isRelu)
        {
            var relu = new ReluSimulation(ComputeReluStatistics((GaussianTask)task, seed), _network.Width, settings);
            return new LinearResult(seed, task.ComputeStatistics(seed), relu.Targets, relu.Run(init, seed))
            {
                LearningRate = settings.LearningRate,
            };
        }

        var (statistics, objective, targets) = CreateProblem(task, seed);
        var architecture = NetworkTheory.DescribeArchitecture(_network, statistics);
        architecture.Validate();
        var weights = LinearWeights.Draw(architecture, init, seed);
        var simulation = new GradientDescent(architecture, objective, targets, settings, FindTruth(task, _network is FissionConfig));
        return new LinearResult(seed, statistics, targets, simulation.Run(weights, seed))
        {
            LearningRate = settings.LearningRate,
            HasMinimum = _config.Train.Loss == LossKind.Mse,
        };
    }

    /// <summary>True when all replicas learn from the same correlations.</summary>
    public bool HasOneTask => _data is GaussianConfig { Samples: ToyTasks.Population };

    /// <summary>What the theory says of one replica's task and this network; null where no formula applies.</summary>
    /// <param name="statistics">The correlations of the replica's training set.</param>
    /// <param name="cancellation">Stops the prediction.</param>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public Prediction? Predict(TaskStatistics statistics, CancellationToken cancellation = default)
    {
        try
        {
            return Prediction.Predict(
                statistics, NetworkTheory.Translate(_network, _config.Train, statistics), cancellation: cancellation);
        }
        catch (ConfigException)
        {
            return null; // the theory of small weights has nothing to say about this network; its simulation stands alone
        }
    }

    private LinearRunSettings CreateSettings(IReadOnlyList<long> snapshotSteps) => new(_config.Train.LearningRate, _config.Train.Epochs)
    {
        WeightDecay = _config.Train.WeightDecay,
        SnapshotSteps = snapshotSteps,
    };

    private static bool IsSolvableRelu(ExperimentConfig config, ToyConfig data) =>
        config.Network is { Depth: 2, FusionDepth: 2 } && data is GaussianConfig && config.Train.Loss == LossKind.Mse
        && ToyTasks.Create(data, 1) is { Outputs: 1 } task && task.Modalities.All(modality => modality.Dimension == 1);

    private static ReluStatistics ComputeReluStatistics(GaussianTask task, ulong seed) =>
        task.SampleCount is int count
            ? ReluStatistics.FromSamples(task.Draw(seed, count))
            : ReluStatistics.FromPopulation(task.Population, task.TrueWeights);

    private static GeneralizationTruth? FindTruth(IToyTask task, bool isFission) =>
        task is not GaussianTask { SignTargets: false } gaussian ? null
        : !isFission ? new GeneralizationTruth(gaussian.Covariance, gaussian.TrueWeights)
        : Fission.CreateTruth(gaussian.Covariance, gaussian.TrueWeights);

    private (TaskStatistics Statistics, TotalWeightObjective Objective, StageTargets Targets) CreateProblem(IToyTask task, ulong seed)
    {
        if (_config.Train.Loss == LossKind.Mse)
        {
            var statistics = NetworkTheory.ComputeStatistics(_network, task, seed);
            return (statistics, new SquaredObjective(statistics), StageTargets.FromTask(statistics));
        }

        if (task.SampleCount is not int count)
        {
            throw new ConfigException("data.samples", "is \"population\"; the logistic and the exponential loss need a number of samples.");
        }

        var loss = _config.Train.Loss switch
        {
            LossKind.Logistic => MarginLoss.Logistic,
            LossKind.Exponential => MarginLoss.Exponential,
            var other => throw new NotSupportedException($"No simulation computes the loss {other}."),
        };
        var samples = task.Draw(seed, count);
        return (samples.ComputeStatistics(), new MarginObjective(loss, samples), StageTargets.FromTask(samples.ComputeStatistics()));
    }
}

/// <summary>One simulated replica beside what its task says.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Statistics">The correlations of its training set.</param>
/// <param name="Targets">The plateaus and final values that its times refer to.</param>
/// <param name="Run">What it did.</param>
public sealed record LinearResult(ulong Seed, TaskStatistics Statistics, StageTargets Targets, LinearRun Run)
{
    /// <summary>η.</summary>
    public double LearningRate { get; init; }

    /// <summary>Whether the loss has a minimum at finite weights.</summary>
    public bool HasMinimum { get; init; } = true;

    /// <summary>
    /// The measured mis-attribution (see <see cref="LearningStages.MeasureMisAttribution"/>); null where the loss has no minimum, so
    /// that weights grow for ever (logistic, exponential).
    /// </summary>
    public double? MisAttribution => HasMinimum ? Run.Stages.MeasureMisAttribution(Targets) : null;

    /// <summary>The lowest generalization error on the way; null where the truth is unknown.</summary>
    public double? BestGeneralizationError => Run.Trajectory.Min(point => point.GeneralizationError);

    /// <summary>The size of one modality's total weight: signed where it is a scalar, its norm otherwise.</summary>
    /// <param name="state">A recorded state.</param>
    /// <param name="modality">Counted from 0.</param>
    public double Weight(TrajectoryPoint state, int modality) => Targets.Amplitude(state.TotalWeights, modality);
}
