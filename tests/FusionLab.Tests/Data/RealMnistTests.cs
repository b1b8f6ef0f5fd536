using FusionLab.Data;

namespace FusionLab.Tests.Data;

/// <summary>What only the real files can show; they are taken from <c>FUSIONLAB_DATA</c>.</summary>
[Trait("Category", "Mnist")]
public class RealMnistTests
{
    [NeedsFact(Need.Mnist)]
    public void The_published_files_are_recognized()
    {
        var resolved = new MnistStore().Resolve(new DataConfig { Source = "mnist" });
        Assert.Equal("mnist", resolved.Source);
        Assert.All(new MnistStore().Check(resolved.Root), file => Assert.True(file.IsGood, file.Problem));
    }

    [NeedsFact(Need.Mnist)]
    public void The_normalization_constants_are_the_training_pixels_mean_and_deviation()
    {
        var pixels = new MnistStore().Resolve(new DataConfig { Source = "mnist" }).Images.TrainImages.Values;
        double mean = pixels.Average(pixel => pixel / 255.0);
        double square = pixels.Average(pixel => pixel / 255.0 * (pixel / 255.0));

        Assert.Equal(NoisyMnist.PixelMean, mean, 5e-5);
        Assert.Equal(NoisyMnist.PixelDeviation, Math.Sqrt(square - (mean * mean)), 5e-5);
    }
}
