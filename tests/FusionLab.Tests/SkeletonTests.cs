namespace FusionLab.Tests;

public class SkeletonTests
{
    [Fact]
    public void The_library_is_referenced() => Assert.Equal("FusionLab", typeof(FusionLab.Randomness.RandomStream).Assembly.GetName().Name);
}
