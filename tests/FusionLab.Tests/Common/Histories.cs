
namespace FusionLab.Tests;

/// <summary>Builds evaluation histories from accuracy curves.</summary>
internal static class Histories
{
    /// <summary>Evaluations at <paramref name="epochs"/>; one curve a modality.</summary>
    public static List<Evaluation> Of(IEnumerable<double> epochs, params Func<double, double>[] curves) =>
        [.. epochs.Select(epoch => new Evaluation(1, 1, epoch, (long)(60 * epoch), 0.04, 1, 0.5, [.. curves.Select(curve => curve(epoch))]))];

    /// <summary>Evaluations before the first epoch and after each, from one list of accuracies a modality.</summary>
    public static List<Evaluation> AfterEachEpoch(params double[][] accuracies) =>
        Of(Enumerable.Range(0, accuracies[0].Length).Select(epoch => (double)epoch), [.. accuracies.Select(list => (Func<double, double>)(epoch => list[(int)epoch]))]);

    /// <summary>A straight accuracy curve that passes 50 % at a given time.</summary>
    public static Func<double, double> Crossing(double at) => epoch => 0.5 + 0.01 * (epoch - at);
}
