
namespace FusionLab.Data;

// Which kinds of data have which keys.
public sealed partial record DataConfig
{
    private static readonly string[] FromFiles = [NoisyMnist, Arrays];

    /// <summary>A key of another task would be ignored in silence: it is refused instead.</summary>
    /// <exception cref="ConfigException">A key is set that this kind of data does not have.</exception>
    internal void RefuseForeignKeys()
    {
        (string Key, object? Value, string[] Kinds)[] keys =
        [
            ("source", Source == AnySource ? null : Source, [NoisyMnist]),
            ("root", Root, [NoisyMnist]),
            ("mirrors", Mirrors, [NoisyMnist]),
            ("corruption", Corruption == new CorruptionConfig() ? null : Corruption, [NoisyMnist]),
            ("modalities", Modalities, FromFiles),
            ("trainSamples", TrainSamples, FromFiles),
            ("testSamples", TestSamples, FromFiles),
            ("file", File, [Arrays]),
            ("normalize", Normalize, [Arrays]),
            ("rho", Rho, [ToyTasks.Gaussian]),
            ("sigmaA", SigmaA, [ToyTasks.Gaussian, ToyTasks.Fission]),
            ("sigmaB", SigmaB, [ToyTasks.Gaussian]),
            ("covariance", Covariance, [ToyTasks.Gaussian]),
            ("variances", Variances, [ToyTasks.Gaussian]),
            ("target", Target, [ToyTasks.Gaussian, ToyTasks.Fission]),
            ("noise", Noise, [ToyTasks.Gaussian, ToyTasks.Fission]),
            ("labels", Labels, [ToyTasks.Gaussian]),
            ("dimensions", Dimensions, [ToyTasks.Gaussian, ToyTasks.Random]),
            ("linearVariance", LinearVariance, [ToyTasks.Xor]),
            ("maximumRatio", MaximumRatio, [ToyTasks.Random]),
            ("samples", Samples, [ToyTasks.Gaussian, ToyTasks.Random, ToyTasks.Xor, ToyTasks.Fission]),
        ];
        foreach (var (key, value, kinds) in keys)
        {
            if (value is not null && !kinds.Contains(Kind))
            {
                throw new ConfigException(
                    $"data.{key}",
                    $"is set, but data.kind is \"{Kind}\", which does not have it; "
                    + $"remove it, or choose \"{string.Join("\" or \"", kinds)}\".");
            }
        }
    }
}
