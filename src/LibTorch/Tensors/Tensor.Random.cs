using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Overwrites the elements with normally distributed numbers.</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            InPlace(lt_normal_(Handle, mean, std, Generator.HandleOf(generator)));

        /// <summary>Overwrites the elements with numbers spread evenly over [from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            InPlace(lt_uniform_(Handle, from, to, Generator.HandleOf(generator)));

        /// <summary>Overwrites the elements with exponentially distributed numbers.</summary>
        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            InPlace(lt_exponential_(Handle, lambda, Generator.HandleOf(generator)));

        /// <summary>Overwrites the elements with ones, each with probability <paramref name="p"/>, and zeros.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            InPlace(lt_bernoulli_(Handle, p, Generator.HandleOf(generator)));

        /// <summary>Overwrites the elements with ones and zeros, each with a probability of its own for a one.</summary>
        public Tensor bernoulli_(Tensor p, Generator? generator = null) =>
            InPlace(lt_bernoulli_tensor_(Handle, p.Handle, Generator.HandleOf(generator)));

        /// <summary>Overwrites the elements with whole numbers spread evenly over [from, to).</summary>
        public Tensor random_(double from, double to, Generator? generator = null) =>
            InPlace(lt_random_(Handle, (long)from, (long)to, Generator.HandleOf(generator)));

        /// <summary>Ones and zeros, each with this tensor's element as its probability for a one.</summary>
        public Tensor bernoulli(Generator? generator = null) => Result(lt_bernoulli(Handle, Generator.HandleOf(generator)));

        /// <summary>Positions drawn with this tensor's elements as weights, row by row.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Result(lt_multinomial(Handle, num_samples, replacement, Generator.HandleOf(generator)));
    }
}
