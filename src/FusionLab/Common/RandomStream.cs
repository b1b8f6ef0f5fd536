using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace FusionLab;

/// <summary>
/// Names one source of random numbers. Every draw in FusionLab comes from a stream named by what it is for, never from
/// global state, so that a replica draws the same numbers alone, in a batch of replicas, and after a resume.
/// </summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Purpose">What the numbers are for, for example <c>"order"</c>, <c>"noise/b"</c> or <c>"init/branch.a.1"</c>.</param>
/// <param name="Epoch">The epoch, counted from 0; 0 where the purpose has none.</param>
/// <param name="Batch">The batch within the epoch, counted from 0; 0 where the purpose has none.</param>
public readonly record struct RandomStream(ulong Seed, string Purpose, long Epoch = 0, long Batch = 0)
{
    /// <summary>The 64-bit number that stands for this name: the first eight bytes of its SHA-256.</summary>
    public ulong Key
    {
        get
        {
            Span<byte> name = stackalloc byte[24 + Encoding.UTF8.GetMaxByteCount(Purpose.Length)];
            BinaryPrimitives.WriteUInt64LittleEndian(name, Seed);
            BinaryPrimitives.WriteInt64LittleEndian(name[8..], Epoch);
            BinaryPrimitives.WriteInt64LittleEndian(name[16..], Batch);
            int length = 24 + Encoding.UTF8.GetBytes(Purpose, name[24..]);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(name[..length], digest);
            return BinaryPrimitives.ReadUInt64LittleEndian(digest);
        }
    }

    /// <summary>A fresh torch generator on the CPU at the beginning of this stream. The caller disposes it.</summary>
    public torch.Generator CreateGenerator() => new(Key);

    /// <summary>
    /// What to give to torch's drawing methods for tensors on a device, so that they draw from the beginning of this stream.
    /// TorchSharp makes no generators for CUDA; there the devices' own generators are seeded with this stream's key, and null
    /// stands for them. Draw all of one stream before opening the next. CPU and CUDA give different numbers.
    /// </summary>
    /// <param name="device">Where the numbers are drawn.</param>
    /// <returns>A generator that the caller disposes, or null.</returns>
    public torch.Generator? OpenOn(torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return CreateGenerator();
        }

        torch.cuda.manual_seed_all(unchecked((long)Key));
        return null;
    }
}
