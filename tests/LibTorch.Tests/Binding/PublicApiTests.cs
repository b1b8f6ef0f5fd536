namespace LibTorch.Tests.Binding;

/// <summary>
/// The API changes only on purpose. After a change that is meant, and that TorchSharp has too, copy the file that the test names
/// over PublicApi.approved.txt.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one()
    {
        string[] actual = [.. PublicApi.Of(typeof(torch).Assembly)];
        string approvedPath = Path.Combine(Fixture.Root, "tests", "LibTorch.Tests", "Binding", "PublicApi.approved.txt");
        string[] approved = File.Exists(approvedPath) ? File.ReadAllLines(approvedPath) : [];
        if (!approved.SequenceEqual(actual))
        {
            string received = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
            File.WriteAllLines(received, actual);
            Assert.Fail(
                $"The public API differs from PublicApi.approved.txt; the new one is in {received}.\n" +
                string.Join("\n", actual.Except(approved).Select(line => "+ " + line)
                    .Concat(approved.Except(actual).Select(line => "- " + line)).Take(20)));
        }
    }
}
