
namespace FusionLab.Data;

/// <summary>
/// Takes the moments of a config's images. The first time they are read, verified and measured, which takes a second; later
/// only a file of a few kilobytes is read.
/// </summary>
/// <param name="images">Where images come from.</param>
/// <param name="cache">Where moments are kept.</param>
public sealed class MomentsStore(MnistStore images, MomentsCache cache)
{
    /// <summary>Creates a store over this machine's customary folders.</summary>
    public MomentsStore()
        : this(new MnistStore(), new MomentsCache(Path.Combine(new DataFolders().Data, "moments")))
    {
    }

    /// <summary>Measures, or remembers.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <exception cref="DataException">The images are missing or corrupt, and no fall-back is allowed.</exception>
    public MeasuredMoments Of(DataConfig config)
    {
        var located = EntryOf(config);
        if (located is { } present && MomentsCache.TryRead(present.Entry) is { } kept)
        {
            return new MeasuredMoments(kept, present.Source, []);
        }

        var resolved = images.Resolve(config);
        var entry = located?.Source == resolved.Source ? located : EntryOf(config with { Source = resolved.Source });
        var moments = entry is null ? null : MomentsCache.TryRead(entry.Value.Entry); // of the digits that stand in for MNIST
        if (moments is null)
        {
            moments = ImageMoments.Of(resolved.Images, Samples(config, resolved.Images.TrainLabels.Values.Length));
            if (entry is not null)
            {
                MomentsCache.TryKeep(entry.Value.Entry, moments);
            }
        }

        return new MeasuredMoments(moments, resolved.Source, resolved.Warnings);
    }

    private static int Samples(DataConfig config, int available) => Math.Min(config.TrainSamples ?? available, available);

    private (string Source, string Entry)? EntryOf(DataConfig config) =>
        images.Locate(config) is { } located && cache.Entry(located.Files, config.TrainSamples ?? int.MaxValue) is { } entry
            ? (located.Source, entry)
            : null;
}
