using System.Numerics;

namespace FusionLab.Training;

/// <summary>
/// What a network's score is with each subset of its modalities, all others being blanks: a cooperative game, and what follows from it.
/// </summary>
public sealed class ModalityValues
{
    /// <summary>Modalities at most: there are 2 to their number subsets.</summary>
    public const int MostModalities = 10;

    private readonly IReadOnlyList<double> _values;

    /// <summary>Takes the values of all subsets.</summary>
    /// <param name="values">By subset, whose bit <c>m</c> says whether modality <c>m</c> is in it: the first is of no modality.</param>
    /// <exception cref="ArgumentException">Their number is no power of two.</exception>
    public ModalityValues(IReadOnlyList<double> values)
    {
        if (!BitOperations.IsPow2(values.Count))
        {
            throw new ArgumentException($"{values.Count} is no number of subsets.", nameof(values));
        }

        (_values, Modalities) = (values, BitOperations.Log2((uint)values.Count));
    }

    /// <summary>The number of modalities.</summary>
    public int Modalities { get; }

    /// <summary>The value of all modalities together.</summary>
    public double All => _values[^1];

    /// <summary>The value of none.</summary>
    public double None => _values[0];

    /// <summary>
    /// What is left when every modality has had what it is worth alone, <c>v(all) − v(∅) − Σ_m (v(m) − v(∅))</c>: above 0 where
    /// modalities give more together than each alone, below 0 where they say the same.
    /// </summary>
    public double Interaction => All - None - Enumerable.Range(0, Modalities).Sum(m => Alone(m) - None);

    /// <summary>The value of one modality alone, <c>v(m)</c>.</summary>
    public double Alone(int modality) => _values[1 << modality];

    /// <summary>What is lost without one modality, <c>v(all) − v(all∖m)</c>.</summary>
    public double Lost(int modality) => All - _values[_values.Count - 1 - (1 << modality)];

    /// <summary>
    /// The conditional utilisation of a modality given all others, <c>(v(all) − v(all∖m)) / v(all)</c> (Wu, Jastrzębski, Cho and Geras,
    /// Characterizing and Overcoming the Greedy Nature of Learning in Multi-modal Deep Neural Networks, ICML 2022, for two modalities).
    /// </summary>
    /// <remarks>The paper takes the prediction without m from a branch of its own; here it is the same network's with a blank.</remarks>
    public double Utilisation(int modality) => Lost(modality) / All;

    /// <summary>
    /// The Shapley value of a modality: what it adds to a subset of the others, averaged over all orders in which modalities may come
    /// (Shapley 1953). The values of all modalities add up to <c>v(all) − v(∅)</c>.
    /// </summary>
    public double Shapley(int modality)
    {
        double sum = 0;
        for (int subset = 0; subset < _values.Count; subset++)
        {
            if ((subset & (1 << modality)) == 0)
            {
                sum += Weight(Modalities, BitOperations.PopCount((uint)subset)) * (_values[subset | (1 << modality)] - _values[subset]);
            }
        }

        return sum;
    }

    /// <summary>The share of orders in which exactly a given subset of so many others comes first: <c>s! (M − 1 − s)! / M!</c>.</summary>
    /// <param name="modalities">M.</param>
    /// <param name="others">s.</param>
    internal static double Weight(int modalities, int others)
    {
        double weight = 1.0 / modalities;
        for (int i = 1; i <= others; i++)
        {
            weight *= (double)i / (modalities - i);
        }

        return weight;
    }
}
