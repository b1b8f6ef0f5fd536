// Shapes: R replicas, N batch, M modalities, O outputs, H width.
using FusionLab.Data;
using FusionLab.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// <c>R</c> multimodal fusion networks of equal shape that run as one batched network (depth <c>L</c>, fusion depth
/// <c>L_f</c>). The forward pass is split at the fusion layer, so that evaluation can reuse what a branch computed.
/// </summary>
/// <remarks>
/// Every parameter, also of a convolution, has the replica as its first dimension, and no replica's output depends on
/// another's parameters: a loss summed over replicas gives each its own gradient.
/// </remarks>
public abstract class FusionNetwork : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly List<ReplicaLayer> _layers = [];

    /// <summary>Creates the base of a network; the derived class adds the layers, in the order of the forward pass.</summary>
    /// <param name="blueprint">What it is built from.</param>
    private protected FusionNetwork(NetworkBlueprint blueprint)
        : base(blueprint.Plan.Config.Kind)
    {
        Plan = blueprint.Plan;
        Replicas = blueprint.Replicas.Count;
        (ParametersPerReplica, ActivationsPerReplica) = (Plan.ParameterCount, Plan.ActivationCount);
    }

    /// <summary>What was built, every default filled in.</summary>
    public NetworkConfig Config => Plan.Config;

    /// <summary>The input channels, one branch each.</summary>
    public IReadOnlyList<Modality> Modalities => Plan.Modalities;

    /// <summary>The number of outputs.</summary>
    public int Outputs => Plan.Outputs;

    /// <summary>The replicas that are still in the batch.</summary>
    public int Replicas { get; private set; }

    /// <summary>Weights and biases of one replica.</summary>
    public long ParametersPerReplica { get; }

    /// <summary>Numbers that all layers of one replica give for one sample: what a step's memory grows with.</summary>
    public long ActivationsPerReplica { get; }

    /// <summary>The parameters of one replica by PyTorch name, in the order of the forward pass.</summary>
    internal IReadOnlyList<string> ParameterNames => [.. _layers.SelectMany(layer => layer.Spec.Parameters).Select(one => one.Name)];

    /// <summary>How many replicas each operation of the forward pass takes at once; the others wait for their turn.</summary>
    internal virtual int ReplicasTogether => Replicas;

    /// <summary>The layers that were built.</summary>
    private protected NetworkPlan Plan { get; }

    /// <summary>Builds one replica per seed, initialized from streams that only its seed and the parameters' names decide.</summary>
    /// <param name="config">The description.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="seeds">The replicas' seeds.</param>
    /// <param name="device">Where the parameters live; null is the CPU.</param>
    /// <param name="dtype">The parameters' precision.</param>
    /// <param name="inits">How each replica's weights are drawn; null, alone or for a replica, takes the config's.</param>
    /// <exception cref="ConfigException">The description makes no network, or none for these modalities.</exception>
    public static FusionNetwork Create(
        NetworkConfig config,
        IReadOnlyList<Modality> modalities,
        int outputs,
        IReadOnlyList<ulong> seeds,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32,
        IReadOnlyList<InitConfig?>? inits = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(modalities.Count, nameof(modalities));
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count, nameof(seeds));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        var plan = NetworkPlan.Create(config, modalities, outputs);
        var own = plan.Config.Init;
        var replicas = seeds.Select((seed, r) => (seed, inits?[r]?.WithDefaults(own.Kind!) ?? own));
        var blueprint = new NetworkBlueprint(plan, [.. replicas], device ?? CPU, dtype);
        return plan.Config switch
        {
            CnnConfig => new FusionCnn(blueprint),
            FissionConfig => new FissionNetwork(blueprint),
            _ => new FusionMlp(blueprint),
        };
    }

    /// <summary>
    /// What one modality adds to the fusion layer's pre-activation, without the fusion layer's bias: the branch's layers
    /// 1..L_f−1 with their activations, then its block of layer L_f.
    /// </summary>
    /// <param name="modality">The branch.</param>
    /// <param name="input"><c>[R, N, ...shape]</c>, or <c>[1, N, ...shape]</c> for the same samples in every replica.</param>
    /// <returns>
    /// The contribution; its layout is the network's own, with replicas and samples in the places <see cref="Head"/> expects.
    /// </returns>
    public abstract Tensor Branch(int modality, Tensor input);

    /// <summary>
    /// A branch's last hidden layer; feature maps in the mean over a grid of 4 × 4 fields at most, of an identity the modality itself.
    /// </summary>
    /// <param name="modality">The branch.</param>
    /// <param name="input"><c>[R, N, ...shape]</c>, or <c>[1, N, ...shape]</c> for the same samples in every replica.</param>
    /// <returns><c>[R, N, F]</c>; null where the branch has no layer before the fusion layer.</returns>
    internal virtual Tensor? Hidden(int modality, Tensor input) => null;

    /// <summary>
    /// Fuses the branches' contributions (their sum equals one layer over the concatenated branches), adds the bias, and runs
    /// layers L_f+1..L. A contribution made from one sample (a blank) broadcasts over the others' samples.
    /// </summary>
    /// <param name="contributions">One result of <see cref="Branch"/> a modality; they are left as they are.</param>
    /// <returns><c>[R, N, O]</c>.</returns>
    public abstract Tensor Head(IReadOnlyList<Tensor> contributions);

    /// <summary>The whole network.</summary>
    /// <param name="input">
    /// One tensor per modality: all <c>[R, N, ...shape]</c>, or all <c>[1, N, ...shape]</c> for the same samples in every replica.
    /// </param>
    /// <returns><c>[R, N, O]</c>.</returns>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        using var scope = NewDisposeScope();
        var contributions = new Tensor[input.Count];
        for (int m = 0; m < contributions.Length; m++)
        {
            contributions[m] = Branch(m, input[m]);
        }

        return Head(contributions).MoveToOuterDisposeScope();
    }

    /// <summary>Chooses what multiplies the matrices of fully connected layers; null: torch.</summary>
    internal void MultiplyBy(MatrixProduct? product)
    {
        foreach (var layer in _layers.OfType<LinearLayer>())
        {
            layer.Product = product;
        }
    }

    /// <summary>The parameters of a branch's layers before the fusion layer, with names that stay the same.</summary>
    /// <param name="modality">The branch.</param>
    internal IEnumerable<(string Name, Parameter Value)> ListBranch(int modality) =>
        _layers.Where(layer => Plan.Branches[modality].Contains(layer.Spec))
            .SelectMany(layer => layer.named_parameters().Select(named => ($"{layer.Spec.Name}.{named.name}", named.parameter)));

    /// <summary>
    /// The modality whose <see cref="Branch"/> a parameter belongs to: a layer before the fusion layer, or that modality's block of it.
    /// </summary>
    /// <param name="parameter">A parameter of this network.</param>
    /// <returns>The modality; null for the fusion layer's bias and the layers after it, which all share.</returns>
    internal int? FindBranch(Tensor parameter)
    {
        for (int m = 0; m < Modalities.Count; m++)
        {
            bool isOwn = _layers.Any(layer => layer.Spec == Plan.Fusion
                ? ReferenceEquals(layer.Block(m), parameter)
                : Plan.Branches[m].Contains(layer.Spec) && layer.parameters().Any(own => ReferenceEquals(own, parameter)));
            if (isOwn)
            {
                return m;
            }
        }

        return null;
    }

    /// <summary>Drops all replicas but the given ones. Parameters are replaced: take <c>parameters()</c> anew afterwards.</summary>
    /// <param name="replicas">Indices into the current replica dimension, ascending.</param>
    /// <exception cref="ArgumentOutOfRangeException">The indices are empty, not ascending, or no replicas.</exception>
    public void Keep(IReadOnlyList<int> replicas)
    {
        bool ascending = replicas.Zip(replicas.Skip(1)).All(pair => pair.First < pair.Second);
        if (replicas.Count == 0 || !ascending || replicas[0] < 0 || replicas[^1] >= Replicas)
        {
            throw new ArgumentOutOfRangeException(
                nameof(replicas), $"Expected ascending indices below {Replicas}, got [{string.Join(", ", replicas)}].");
        }

        using var indices = tensor([.. replicas.Select(replica => (long)replica)], device: _layers[0].Block(0).device);
        foreach (var layer in _layers)
        {
            layer.Keep(indices);
        }

        Replicas = replicas.Count;
    }

    /// <summary>
    /// One replica's parameters as PyTorch names and shapes them (see Networks/README.md), in the order of the forward pass.
    /// </summary>
    /// <param name="replica">The index in the replica dimension.</param>
    /// <returns>
    /// Copies on the network's device, with weights <c>[out, in]</c> or <c>[out, in, k, k]</c>; the caller disposes them.
    /// </returns>
    public IReadOnlyList<(string Name, Tensor Value)> ExportReplica(int replica)
    {
        RequireReplica(replica);
        return [.. _layers.SelectMany(layer => layer.Export(replica))];
    }

    /// <summary>Overwrites one replica's parameters with those of a PyTorch module of the same network.</summary>
    /// <param name="replica">The index in the replica dimension.</param>
    /// <param name="parameters">Values by PyTorch name, on any device and in any floating-point precision.</param>
    /// <exception cref="DataException">A parameter is missing, is one too many, or has another shape.</exception>
    public void ImportReplica(int replica, IReadOnlyDictionary<string, Tensor> parameters)
    {
        RequireReplica(replica);
        RequireSameParameters(parameters);
        foreach (var layer in _layers)
        {
            layer.Import(replica, parameters);
        }
    }

    /// <summary>Adds a layer, in the order of the forward pass.</summary>
    private protected T Add<T>(T layer)
        where T : ReplicaLayer
    {
        register_module(layer.Spec.Name.Replace('.', '_'), layer);
        _layers.Add(layer);
        return layer;
    }

    /// <summary>Feature maps <c>[N, C, h, w]</c> in the mean over a grid of 4 × 4 fields at most.</summary>
    private protected static Tensor AverageFields(Tensor maps) =>
        nn.functional.adaptive_avg_pool2d(maps, [Math.Min(4, maps.shape[2]), Math.Min(4, maps.shape[3])]);

    /// <summary>The sum of all contributions, in a tensor of its own that later steps may overwrite.</summary>
    private protected static Tensor Sum(IReadOnlyList<Tensor> contributions)
    {
        var sum = contributions.Count == 1 ? contributions[0].clone() : contributions[0].add(contributions[1], HeldScalars.One);
        for (int m = 2; m < contributions.Count; m++)
        {
            sum = sum.add(contributions[m], HeldScalars.One);
        }

        return sum;
    }

    /// <summary>Refuses the parameters of another network before anything is overwritten; the message names the first difference.</summary>
    private void RequireSameParameters(IReadOnlyDictionary<string, Tensor> given)
    {
        var needed = _layers.SelectMany(layer => layer.Spec.Parameters).ToList();
        foreach (var (name, shape) in needed)
        {
            if (!given.TryGetValue(name, out var value))
            {
                throw new DataException($"The weights lack '{name}' of shape {Text(shape)}; they belong to another network.");
            }

            if (!value.shape.SequenceEqual(shape))
            {
                throw new DataException($"The weights hold '{name}' with shape {Text(value.shape)}, but this network needs {Text(shape)}.");
            }
        }

        if (given.Keys.Except(needed.Select(parameter => parameter.Name)).FirstOrDefault() is { } unknown)
        {
            throw new DataException($"The weights hold '{unknown}', which this network lacks; they belong to another network.");
        }

        static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
    }

    private void RequireReplica(int replica)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replica);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(replica, Replicas);
    }
}
