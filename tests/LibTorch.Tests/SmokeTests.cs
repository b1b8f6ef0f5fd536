using static TorchSharp.torch;

namespace LibTorch.Tests;

public class SmokeTests
{
    [Fact]
    public void A_small_network_learns()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var x = randn(64, 10, generator: generator);
        var y = x.mm(randn(10, 3, generator: generator)).argmax(1);
        var w = nn.Parameter(randn(3, 10, generator: generator) * 0.1);
        var b = nn.Parameter(zeros(3));
        using var sgd = optim.SGD([w, b], 0.5, momentum: 0.9);
        double first = 0, last = 0;
        for (int i = 0; i < 50; i++)
        {
            using var step = NewDisposeScope();
            sgd.zero_grad();
            var loss = nn.functional.cross_entropy(nn.functional.linear(x, w, b), y);
            loss.backward();
            sgd.step();
            last = loss.item<float>();
            first = i == 0 ? last : first;
        }

        Assert.True(last < first / 4, $"{first} -> {last}");
    }
}
