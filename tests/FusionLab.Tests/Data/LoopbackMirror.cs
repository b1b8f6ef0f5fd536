using System.Net;
using System.Net.Sockets;

namespace FusionLab.Tests.Data;

/// <summary>A web server on this machine that plays a mirror: each path has an answer of its own, everything else is 404.</summary>
internal sealed class LoopbackMirror : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, Func<HttpListenerResponse, Task>> _answers = [];
    private readonly List<string> _requests = [];

    public LoopbackMirror()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>An address on this machine where nobody listens (a privileged port without a service).</summary>
    public static Uri Nobody { get; } = new("http://127.0.0.1:1/");

    public void Serve(string name, byte[] content) => Serve(name, async response =>
    {
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    });

    public void Serve(string name, Func<HttpListenerResponse, Task> answer) => _answers[name] = answer;

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string name = context.Request.Url!.Segments[^1];
        lock (_requests)
        {
            _requests.Add(name);
        }

        try
        {
            if (_answers.TryGetValue(name, out var answer))
            {
                await answer(context.Response);
            }
            else
            {
                context.Response.StatusCode = 404;
            }

            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The client hung up, which is what some tests are about.
            context.Response.Abort();
        }
    }
}
