
namespace FusionLab.Tests.Reports;

/// <summary>Histories that look like those of noisy MNIST: A is learned early, B late.</summary>
internal static class SampleHistories
{
    /// <summary>A run of several replicas; each stops one epoch after it has learned both modalities.</summary>
    public static List<Evaluation> Run(int replicas, int epochs = 30) =>
        [.. Enumerable.Range(1, replicas).SelectMany(replica => Enumerable.Range(0, epochs - replica).Select(epoch => At(replica, epoch)))];

    private static Evaluation At(int replica, int epoch)
    {
        double learnedA = 2 + (0.15 * replica), learnedB = 15 + (0.8 * replica);
        double a = Rise(epoch, learnedA, 0.8), b = Rise(epoch, learnedB, 1.5);
        return new Evaluation(replica, (ulong)replica, epoch, 60 * epoch, 0.04 * Math.Pow(0.996, epoch),
            (2.3 * (1 - (0.4 * a) - (0.57 * b))) + 0.01, 0.1 + (0.88 * Math.Max(a, b)), [0.1 + (0.85 * a), 0.1 + (0.8 * b)]);
    }

    private static double Rise(double epoch, double at, double width) => 1 / (1 + Math.Exp((at - epoch) / width));
}
