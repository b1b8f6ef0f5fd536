using System.Diagnostics;
using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Benchmarks;

/// <summary>An epoch of a peer.</summary>
/// <param name="Train">Seconds of training.</param>
/// <param name="Evaluate">Seconds of evaluation.</param>
/// <param name="Loss">The mean training loss.</param>
/// <param name="Accuracies">The accuracy of both modalities, and of each alone.</param>
internal sealed record Epoch(double Train, double Evaluate, double Loss, double[] Accuracies);

/// <summary>
/// Table 1's MLP on noisy MNIST as a .NET user writes it with TorchSharp alone, after its examples: modules in a <c>Sequential</c>, a
/// dispose scope a step, an optimizer from <c>torch.optim</c>. The images are resident, as in the fastest PyTorch peer.
/// </summary>
internal static class PlainLoop
{
    private const int BatchSize = 1000, Width = 500, Depth = 5;

    /// <summary>Trains, and evaluates after every epoch.</summary>
    public static List<Epoch> Train(string folder, int fusionDepth, int epochs, int trainSamples, int testSamples)
    {
        var images = new MnistStore().Resolve(new NoisyMnistConfig { Root = folder }).Images;
        var (x, y) = Load(images.TrainImages, images.TrainLabels, trainSamples);
        var (testX, testY) = Load(images.TestImages, images.TestLabels, testSamples);
        random.manual_seed(1);
        using var network = new Fusion(fusionDepth);
        using var optimizer = optim.SGD(network.parameters(), 0.04);
        var schedule = optim.lr_scheduler.ExponentialLR(optimizer, 0.996);
        using var criterion = nn.CrossEntropyLoss();
        var results = new List<Epoch>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            using var order = randperm(trainSamples);
            double sum = 0;
            for (int start = 0; start < trainSamples; start += BatchSize)
            {
                using var scope = NewDisposeScope();
                var batch = order.narrow(0, start, Math.Min(BatchSize, trainSamples - start));
                var draw = rand(batch.shape[0]);
                var a = Corrupt(x.index_select(0, batch), draw.ge(0.8).logical_and(draw.lt(0.96)));
                var b = Corrupt(x.index_select(0, batch), draw.lt(0.8));
                optimizer.zero_grad();
                var loss = criterion.call(network.call(a, b), y.index_select(0, batch));
                loss.backward();
                optimizer.step();
                sum += loss.item<float>() * batch.shape[0];
            }

            schedule.step();
            double train = clock.Elapsed.TotalSeconds;
            using var blank = zeros_like(testX);
            double[] accuracies = [Score(testX, testX), Score(testX, blank), Score(blank, testX)];
            results.Add(new Epoch(train, clock.Elapsed.TotalSeconds - train, sum / trainSamples, accuracies));
        }

        return results;

        double Score(Tensor a, Tensor b)
        {
            using var scope = NewDisposeScope();
            using var inference = no_grad();
            return network.call(a, b).argmax(1).eq(testY).sum().item<long>() / (double)testSamples;
        }
    }

    /// <summary>0.1 x + N(0, 0.15²) where the mask is set.</summary>
    private static Tensor Corrupt(Tensor x, Tensor mask)
    {
        var rows = mask.nonzero().squeeze(1);
        return x.index_copy_(0, rows, (0.1f * x.index_select(0, rows)) + (0.15f * randn(rows.shape[0], x.shape[1])));
    }

    private static (Tensor Images, Tensor Labels) Load(IdxArray images, IdxArray labels, int samples)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(images.Values).view(-1, 784).narrow(0, 0, samples).to(ScalarType.Float32) / 255f;
        return (((pixels - 0.1307f) / 0.3081f).MoveToOuterDisposeScope(),
            tensor(labels.Values).narrow(0, 0, samples).to(ScalarType.Int64).MoveToOuterDisposeScope());
    }

    /// <summary>Two branches that are joined at a layer, and a trunk.</summary>
    private sealed class Fusion : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _a, _b, _trunk;

        public Fusion(int fusionDepth)
            : base(nameof(Fusion))
        {
            _a = nn.Sequential([.. Layers(1, fusionDepth - 1, 784)]);
            _b = nn.Sequential([.. Layers(1, fusionDepth - 1, 784)]);
            _trunk = nn.Sequential([.. Layers(fusionDepth, Depth, fusionDepth == 1 ? 2 * 784 : 2 * Width)]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor a, Tensor b) => _trunk.call(cat([_a.call(a), _b.call(b)], 1));

        private static IEnumerable<nn.Module<Tensor, Tensor>> Layers(int first, int last, int inputs)
        {
            for (int layer = first; layer <= last; layer++)
            {
                yield return nn.Linear(layer == first ? inputs : Width, layer == Depth ? 10 : Width);
                if (layer < Depth)
                {
                    yield return nn.ReLU();
                }
            }
        }
    }
}
