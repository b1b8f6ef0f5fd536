// Shapes: R replicas, M modalities.
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// Balanced multi-modal learning (Wu, Jastrzębski, Cho and Geras, Characterizing and Overcoming the Greedy Nature of Learning in
/// Multi-modal Deep Neural Networks, ICML 2022). After each regular step the conditional learning speeds of all modalities are compared
/// (<see cref="LearningSpeeds"/>); where the fastest is ahead of the slowest by more than ε, some steps follow that balance: they go
/// down the loss of the slowest modality alone. The first epochs are regular.
/// </summary>
/// <remarks>
/// The paper has branches that exchange what they have and answer apart; in its balancing steps, what one branch gets from the other is a
/// running mean. FusionLab's networks have one head, which sees blanks from the other branches then. Speeds are not measured in balancing
/// steps, as in the published code, which begins with the second epoch and takes logarithms to the base 10 (its ε = 0.01 is 0.023 here).
/// </remarks>
/// <param name="own">The config of each replica that has this remedy.</param>
/// <param name="network">The network.</param>
internal sealed class GreedyBalancing(IReadOnlyList<GreedyConfig?> own, FusionNetwork network) : IRemedy
{
    /// <summary>S, <c>[R, M]</c>, and of every replica the modality that is balanced, or −1, and for how many steps, <c>[R, 2]</c>.</summary>
    private const string Sums = "sums", Balancing = "balancing";

    /// <inheritdoc/>
    public Dictionary<string, Tensor> State { get; } = CreateState(network);

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        double[][] balancing = RemedySet.Fetch(State[Balancing]);
        Tensor? added = null;
        foreach (int m in balancing.Where(replica => replica[1] > 0).Select(replica => (int)replica[0]).Distinct().Order())
        {
            var change = pass.ComputeLosses(pass.Unimodal(m)) - pass.ComputeLosses(pass.Outputs);         // [R]
            var isBalanced = tensor(balancing.Select(replica => replica[1] > 0 && (int)replica[0] == m).ToArray()).to(change.device);
            var part = where(isBalanced, change, zeros_like(change));
            added = added?.add(part, HeldScalars.One) ?? part;
        }

        return added;
    }

    /// <inheritdoc/>
    /// <remarks>It waits for the device.</remarks>
    public void ChangeGradients(RemedyStep step)
    {
        double[][] sums = RemedySet.Fetch(State[Sums]), balancing = RemedySet.Fetch(State[Balancing]);
        using var updates = LearningSpeeds.ComputeUpdates(step.Network);
        double[][] moved = [.. updates.cpu().data<double>().Chunk(sums[0].Length)];
        foreach (var (r, config) in own.Index())
        {
            if (balancing[r][1] > 0)
            {
                balancing[r][1]--;
            }
            else if (config is not null)
            {
                sums[r] = [.. sums[r].Zip(moved[r], (sum, update) => sum + update)];
                double[] speeds = LearningSpeeds.Compare(sums[r]);
                balancing[r] = step.Epoch >= config.StartEpoch && speeds.Max() - speeds.Min() > config.Epsilon
                    ? [Array.IndexOf(speeds, speeds.Min()), config.Steps]
                    : [-1, 0];
            }
        }

        RemedySet.Store(State, Sums, sums, updates.device);
        RemedySet.Store(State, Balancing, balancing, updates.device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        State[Sums].Dispose();
        State[Balancing].Dispose();
    }

    private static Dictionary<string, Tensor> CreateState(FusionNetwork network)
    {
        var state = new Dictionary<string, Tensor>();
        var replicas = Enumerable.Range(0, network.Replicas);
        var device = network.parameters().First().device;
        RemedySet.Store(state, Sums, [.. replicas.Select(_ => new double[network.Modalities.Count])], device);
        RemedySet.Store(state, Balancing, [.. replicas.Select(_ => new[] { -1.0, 0 })], device);
        return state;
    }
}
