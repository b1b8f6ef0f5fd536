using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FusionLab.Tests;

/// <summary>
/// Runs the tests that have a trait, such as <c>Category=Cuda</c>, as a program: for a machine with a GPU that has no .NET SDK. Elsewhere
/// <c>dotnet test</c> runs them.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not [var trait] || trait.Split('=') is not [var name, var value])
        {
            Console.Error.WriteLine("Give a trait, such as Category=Cuda.");
            return 2;
        }

        using var sink = new Sink();
        using var framework = new XunitTestFramework(sink);
        var assembly = Assembly.GetExecutingAssembly();
        framework.GetDiscoverer(Reflector.Wrap(assembly)).Find(includeSourceInformation: false, sink, new Options());
        sink.Found.Wait();
        var chosen = sink.Cases.Where(test => test.Traits.TryGetValue(name, out var values) && values.Contains(value));
        framework.GetExecutor(assembly.GetName()).RunTests(chosen, sink, new Options());
        sink.Ended.Wait();
        Console.WriteLine($"{sink.Passed} passed, {sink.Failed} failed, {sink.Skipped} skipped");
        return sink.Failed > 0 || sink.Passed + sink.Skipped == 0 ? 1 : 0;
    }

    private sealed class Sink : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public ManualResetEventSlim Found { get; } = new();

        public ManualResetEventSlim Ended { get; } = new();

        public List<ITestCase> Cases { get; } = [];

        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int Skipped { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (Cases)
            {
                switch (message)
                {
                    case ITestCaseDiscoveryMessage found:
                        Cases.Add(found.TestCase);
                        break;
                    case IDiscoveryCompleteMessage:
                        Found.Set();
                        break;
                    case ITestPassed passed:
                        Passed++;
                        Console.WriteLine($"passed   {passed.Test.DisplayName} ({passed.ExecutionTime:F1} s)");
                        break;
                    case ITestSkipped skipped:
                        Skipped++;
                        Console.WriteLine($"skipped  {skipped.Test.DisplayName}: {skipped.Reason}");
                        break;
                    case ITestFailed failed:
                        Failed++;
                        Console.WriteLine($"FAILED   {failed.Test.DisplayName}\n{string.Join('\n', failed.Messages)}\n{string.Join('\n', failed.StackTraces)}");
                        break;
                    case ITestAssemblyFinished:
                        Ended.Set();
                        break;
                }
            }

            return true;
        }

        public void Dispose()
        {
            Found.Dispose();
            Ended.Dispose();
        }
    }

    /// <summary>xUnit's own choices.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
