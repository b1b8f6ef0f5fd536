using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/random.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_rand(
        ReadOnlySpan<long> sizes, int rank, GeneratorHandle source, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_randn(
        ReadOnlySpan<long> sizes, int rank, GeneratorHandle source, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_randint(
        long low, long high, ReadOnlySpan<long> sizes, int rank, GeneratorHandle source, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_randperm(long n, GeneratorHandle source, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_normal(TensorHandle mean, TensorHandle std, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bernoulli(TensorHandle self, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_multinomial(TensorHandle self, long samples, Bool8 replacement, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_normal_(TensorHandle self, double mean, double std, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_uniform_(TensorHandle self, double from, double to, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_exponential_(TensorHandle self, double lambda, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_bernoulli_(TensorHandle self, double p, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_bernoulli_tensor_(TensorHandle self, TensorHandle p, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_random_(TensorHandle self, long from, long to, GeneratorHandle source);

    [LibraryImport(Library)]
    internal static partial GeneratorHandle lt_generator_new(ulong seed, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial GeneratorHandle lt_generator_default();

    [LibraryImport(Library)]
    internal static partial void lt_generator_dispose(nint self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_generator_seed(GeneratorHandle self, ulong seed);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_generator_initial_seed(GeneratorHandle self, out ulong result);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_generator_state(GeneratorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_generator_set_state(GeneratorHandle self, TensorHandle state);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_manual_seed(ulong seed);
}
