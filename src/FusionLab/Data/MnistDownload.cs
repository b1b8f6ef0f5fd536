namespace FusionLab.Data;

/// <summary>The time limits of a download: a machine without a network finds that out within seconds.</summary>
public sealed record FetchLimits
{
    /// <summary>Time to look up a mirror and connect to it.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// Time without a sign of life, before the response or within it, after which a mirror is given up; sixteen kilobytes are one.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How far one download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes in all, where the mirror says so.</param>
public sealed record FetchProgress(string File, long Received, long? Total);

/// <summary>What <c>data fetch</c> did about one file.</summary>
/// <param name="Path">Where the verified file lies.</param>
/// <param name="Mirror">The mirror it came from; null where a good file was there already and was left alone.</param>
public sealed record FetchedFile(string Path, Uri? Mirror);

/// <summary>
/// Completes a folder of a dataset from its mirrors, which are tried in turn. A file is received and verified in memory, so that
/// only the published one ever gets its name.
/// </summary>
internal sealed class MnistDownload : IDisposable
{
    /// <summary>Bytes that show that a mirror is alive: one that sends a byte now and then would take for ever.</summary>
    private const int Sign = 1 << 14;

    private readonly ImageDataset _dataset;
    private readonly string _folder;
    private readonly FetchLimits _limits;
    private readonly IProgress<FetchProgress>? _progress;
    private readonly HttpClient _http;
    private List<Uri> _mirrors;

    /// <summary>Prepares a download.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="folder">The folder, created if it is missing.</param>
    /// <param name="limits">The time limits.</param>
    /// <param name="progress">Told about every piece received.</param>
    public MnistDownload(ImageDataset dataset, string folder, FetchLimits limits, IProgress<FetchProgress>? progress)
    {
        (_dataset, _folder, _limits, _progress, _mirrors) = (dataset, folder, limits, progress, [.. dataset.Mirrors]);
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = limits.Connect }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Downloads the files that are missing and, if asked to, those that are there but broken.</summary>
    /// <param name="replaceBroken">
    /// Whether files that are there are verified, and a broken one is replaced. It is kept beside its replacement as
    /// <c>NAME.broken</c>, because it may be somebody's own work.
    /// </param>
    /// <param name="cancel">Stops the download.</param>
    /// <exception cref="DataException">No mirror gave the right file, or the folder cannot be written; the sentence lists why.</exception>
    public async Task<IReadOnlyList<FetchedFile>> FetchAsync(bool replaceBroken, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{_folder} cannot be created: {failure.Message}", failure);
        }

        var fetched = new List<FetchedFile>();
        foreach (var file in _dataset.Files)
        {
            var present = file.FindIn(_folder);
            string? good = !replaceBroken ? present.FirstOrDefault()
                : _dataset.Check(file, _folder) is { IsGood: true } check ? check.Path : null;
            fetched.Add(good is null ? await FetchAsync(file, present, cancel) : new FetchedFile(good, null));
        }

        return fetched;
    }

    public void Dispose() => _http.Dispose();

    private async Task<FetchedFile> FetchAsync(DatasetFile file, IReadOnlyList<string> broken, CancellationToken cancel)
    {
        var failures = new List<string>();
        foreach (var mirror in _mirrors)
        {
            var url = new Uri(mirror, file.PackedName);
            try
            {
                using var content = await ReceiveAsync(file, url, cancel);
                file.Read(content, file.PackedName, _dataset.Title);
                string path = Path.Combine(_folder, file.PackedName);
                AtomicFile.Write(path, stream =>
                {
                    content.WriteTo(stream);
                    foreach (string old in broken)
                    {
                        File.Move(old, old + ".broken", overwrite: true); // only now that its replacement is on the disk
                    }
                });

                // The next file asks the mirror that works first, and does not wait for a dead one again.
                _mirrors = [mirror, .. _mirrors.Where(other => other != mirror)];
                return new FetchedFile(path, mirror);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException
                or UnauthorizedAccessException or OutputException or DataException)
            {
                cancel.ThrowIfCancellationRequested(); // whatever it made of the transfer
                failures.Add($"{url}: {failure.Message.TrimEnd('.')}");
            }
        }

        cancel.ThrowIfCancellationRequested(); // the last mirror may have failed just before
        throw new DataException($"{_dataset.Title} could not be downloaded ({string.Join("; ", failures)}).");
    }

    private async Task<MemoryStream> ReceiveAsync(DatasetFile file, Uri url, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(_limits.Silence);
        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            response.EnsureSuccessStatusCode();
            await using var source = await response.Content.ReadAsStreamAsync(silence.Token);
            var content = new MemoryStream();
            var buffer = new byte[1 << 16];
            long alive = 0, longest = file.Dimensions.Aggregate(1L, (product, size) => product * size) + (1 << 20);
            while (await source.ReadAsync(buffer, silence.Token) is > 0 and var count)
            {
                content.Write(buffer, 0, count);
                if (content.Length > longest)
                {
                    throw new DataException($"it sends more than the {longest} bytes that {file.Name} can have");
                }

                if (content.Length - alive >= Sign)
                {
                    alive = content.Length;
                    silence.CancelAfter(_limits.Silence);
                }

                _progress?.Report(new FetchProgress(file.PackedName, content.Length, response.Content.Headers.ContentLength));
            }

            content.Position = 0;
            return content;
        }
        catch (OperationCanceledException failure)
        {
            cancel.ThrowIfCancellationRequested();

            // HttpClient reports its connect timeout as a cancellation, too.
            throw new TimeoutException("no answer in time", failure);
        }
    }
}
