namespace FusionLab.Data;

/// <summary>Completes a folder of a dataset from its mirrors.</summary>
internal static class DatasetFetcher
{
    /// <summary>Downloads the files that are missing and, where asked to, those that are there but wrong.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="folder">The folder, created where missing.</param>
    /// <param name="replaceBroken">
    /// Whether files that are there are verified, and a broken one is replaced. It is kept beside its replacement as
    /// <c>NAME.broken</c>, for it may be somebody's own work.
    /// </param>
    /// <param name="limits">How patient to be.</param>
    /// <param name="progress">Told about every piece received.</param>
    /// <param name="cancel">Stops the download; nothing unverified stays behind.</param>
    public static async Task<IReadOnlyList<FetchedFile>> FetchAsync(
        DatasetDescription dataset,
        string folder,
        bool replaceBroken,
        FetchLimits limits,
        IProgress<FetchProgress>? progress,
        CancellationToken cancel)
    {
        Create(folder);
        using var client = new MirrorClient(dataset, limits);
        var fetched = new List<FetchedFile>();
        foreach (var file in dataset.Files)
        {
            string? present = file.FindIn(folder);
            if (present is not null && (!replaceBroken || DatasetLoader.Check(dataset, file, folder).IsGood))
            {
                fetched.Add(new FetchedFile(present, null));
                continue;
            }

            fetched.Add(await client.DownloadAsync(file, folder, present, progress, cancel));
        }

        return fetched;
    }

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} cannot be created: {failure.Message}", failure);
        }
    }
}
