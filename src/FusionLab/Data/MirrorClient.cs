namespace FusionLab.Data;

/// <summary>
/// Downloads the files of one dataset from its mirrors in turn. A file appears under its name only after it was verified;
/// until then it has a temporary name in the same folder, so that the final rename is atomic.
/// </summary>
internal sealed class MirrorClient : IDisposable
{
    private readonly DatasetDescription dataset;
    private readonly FetchLimits limits;
    private readonly HttpClient http;
    private List<Uri> mirrors;

    public MirrorClient(DatasetDescription dataset, FetchLimits limits)
    {
        this.dataset = dataset;
        this.limits = limits;
        mirrors = [.. dataset.Mirrors];
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = limits.Connect }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Puts one verified file into a folder.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">An existing folder.</param>
    /// <param name="broken">A broken file of that name which is set aside once its replacement is verified; null: there is none.</param>
    /// <param name="progress">Told about every piece received.</param>
    /// <param name="cancel">Stops the download.</param>
    /// <exception cref="DataException">No mirror gave the right file, or the folder cannot be written; the sentence lists why.</exception>
    public async Task<FetchedFile> DownloadAsync(
        DatasetFile file, string folder, string? broken, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        var failures = new List<string>();
        foreach (var mirror in mirrors)
        {
            var url = new Uri(mirror, file.PackedName);
            try
            {
                string path = await DownloadAsync(file, url, folder, broken, progress, cancel);

                // The next file asks the mirror that works first, and does not wait for a dead one again.
                mirrors = [mirror, .. mirrors.Where(other => other != mirror)];
                return new FetchedFile(path, mirror);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or TimeoutException
                or UnauthorizedAccessException or DataException)
            {
                failures.Add($"{url}: {failure.Message.TrimEnd('.')}");
            }
        }

        throw new DataException($"{dataset.Title} could not be downloaded ({string.Join("; ", failures)}).");
    }

    public void Dispose() => http.Dispose();

    private async Task<string> DownloadAsync(
        DatasetFile file, Uri url, string folder, string? broken, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        string path = Path.Combine(folder, file.PackedName);

        // The name ends in .gz because the reader goes by it.
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.part.gz");
        try
        {
            await ReceiveAsync(file, url, temporary, progress, cancel);
            Verify(file, temporary, url);
            if (broken is not null)
            {
                File.Move(broken, broken + ".broken", overwrite: true);
            }

            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task ReceiveAsync(DatasetFile file, Uri url, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(limits.Silence);
        try
        {
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            response.EnsureSuccessStatusCode();
            await using var source = await response.Content.ReadAsStreamAsync(silence.Token);
            await using var target = File.Create(path);
            var buffer = new byte[1 << 16];
            long received = 0;
            long longest = file.Dimensions.Aggregate(1L, (product, size) => product * size) + (1 << 20);
            while (await source.ReadAsync(buffer, silence.Token) is > 0 and var count)
            {
                received += count;
                if (received > longest)
                {
                    throw new DataException($"it sends more than the {longest} bytes that {file.Name} can have");
                }

                await target.WriteAsync(buffer.AsMemory(0, count), silence.Token);
                silence.CancelAfter(limits.Silence);
                progress?.Report(new FetchProgress(file.PackedName, received, response.Content.Headers.ContentLength));
            }
        }
        catch (OperationCanceledException failure) when (!cancel.IsCancellationRequested)
        {
            // HttpClient reports its connect timeout as a cancellation, too.
            throw new TimeoutException("no answer in time", failure);
        }
    }

    private void Verify(DatasetFile file, string temporary, Uri url)
    {
        try
        {
            file.Load(temporary, dataset.Title);
        }
        catch (DataException failure)
        {
            throw new DataException(failure.Message.Replace(temporary, url.Segments[^1]), failure);
        }
    }
}
