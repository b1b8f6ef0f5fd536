namespace TorchSharp;

public static partial class torch
{
    /// <summary>Element types, with torch's numbers.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned, 8 bits.</summary>
        Byte = 0,

        /// <summary>Signed, 8 bits.</summary>
        Int8 = 1,

        /// <summary>Signed, 16 bits.</summary>
        Int16 = 2,

        /// <summary>Signed, 32 bits.</summary>
        Int32 = 3,

        /// <summary>Signed, 64 bits.</summary>
        Int64 = 4,

        /// <summary>IEEE half precision.</summary>
        Float16 = 5,

        /// <summary>IEEE single precision.</summary>
        Float32 = 6,

        /// <summary>IEEE double precision.</summary>
        Float64 = 7,

        /// <summary>Complex, two single-precision parts.</summary>
        ComplexFloat32 = 9,

        /// <summary>Complex, two double-precision parts.</summary>
        ComplexFloat64 = 10,

        /// <summary>Truth value, 8 bits.</summary>
        Bool = 11,

        /// <summary>The upper 16 bits of single precision.</summary>
        BFloat16 = 15,
    }
}
