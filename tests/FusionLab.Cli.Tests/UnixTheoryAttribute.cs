namespace FusionLab.Tests.Cli;

/// <summary>A test with signals, which Windows does not have.</summary>
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows has no such signals.";
        }
    }
}
