using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class GradientTests
{
    private static readonly ulong[] Seeds = [3, 8];

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void Gradients_are_the_finite_differences_of_the_loss(string name)
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create(name, Seeds, float64);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 2, float64);
        SmallNetworks.Loss(network, inputs, Seeds).backward();

        foreach (var (parameterName, parameter) in network.named_parameters())
        {
            var gradient = parameter.grad!.flatten().data<double>().ToArray();
            // Every entry of a small parameter, evenly spread ones of a large one.
            int stride = Math.Max(1, gradient.Length / 24);
            for (int i = 0; i < gradient.Length; i += stride)
            {
                double expected = CentralDifference(network, inputs, parameter, i);
                Assert.True(
                    Math.Abs(gradient[i] - expected) <= 3e-8 * Math.Max(1, Math.Abs(expected)),
                    $"{parameterName}[{i}]: gradient {gradient[i]}, finite difference {expected}");
            }
        }
    }

    // The step is large enough for rounding (1e-16/h) and small enough that no unit crosses the kink of its ReLU on the way.
    private static double CentralDifference(FusionNetwork network, Tensor[] inputs, Tensor parameter, long index)
    {
        const double H = 2e-7;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var entry = parameter.view(-1).narrow(0, index, 1);
        double start = entry.item<double>();
        double At(double value)
        {
            entry.fill_(value);
            return SmallNetworks.Loss(network, inputs, Seeds).item<double>();
        }

        double slope = (At(start + H) - At(start - H)) / (2 * H);
        entry.fill_(start);
        return slope;
    }
}
