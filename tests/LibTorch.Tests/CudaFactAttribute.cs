namespace LibTorch.Tests;

/// <summary>A test that needs an NVIDIA GPU.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute()
    {
        if (!torch.cuda.is_available())
        {
            Skip = "No NVIDIA GPU that this libtorch can use.";
        }
    }
}
