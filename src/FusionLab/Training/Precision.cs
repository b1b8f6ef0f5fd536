namespace FusionLab.Training;

/// <summary>The numbers that training computes with.</summary>
public enum Precision
{
    /// <summary>32-bit floating point throughout; TensorFloat-32 is switched off. The default.</summary>
    Fp32,

    /// <summary>32-bit storage, matrix products and convolutions in TensorFloat-32; CUDA (Ampere or newer) only.</summary>
    Tf32,

    /// <summary>Forward and backward in bfloat16, loss and weight updates in 32-bit.</summary>
    Bf16,

    /// <summary>64-bit floating point throughout.</summary>
    Fp64,
}
