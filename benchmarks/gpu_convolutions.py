"""Convolutions of several replicas in PyTorch alone: one call with a group for each replica beside one call after the other.

    python3 benchmarks/gpu_convolutions.py [--device cuda] [--replicas 5] [--samples 1000]

The layer is the second of Table 1's CNN (32 channels, 26 x 26 in, 24 x 24 out). Each row times its forward and backward pass for all
replicas, in one precision, memory layout and choice of algorithms: it says which of the two FusionLab should do on this GPU.
"""
import argparse
import time

import torch

# (precision, memory layout, deterministic algorithms)
CASES = [("fp32", "nchw", False), ("fp32", "nchw", True), ("fp32", "nhwc", False), ("tf32", "nchw", False), ("tf32", "nhwc", True),
         ("bf16", "nhwc", True)]
LAYOUTS = {"nchw": torch.contiguous_format, "nhwc": torch.channels_last}
CHANNELS = 32


def fastest(step, device, repetitions):
    """Seconds of the fastest of several groups of steps, after two steps that choose and warm up."""
    def elapsed(count):
        start = time.perf_counter()
        for _ in range(count):
            step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        return (time.perf_counter() - start) / count

    elapsed(2)
    return min(elapsed(repetitions) for _ in range(3))


def step(replicas, groups, samples, device, dtype, layout):
    """One pass forward and backward: a function to call, with convolutions of groups replicas each."""
    shapes = (samples, groups * CHANNELS, 26, 26), (groups * CHANNELS, CHANNELS, 3, 3)
    calls = [[torch.randn(shape, device=device, dtype=dtype).contiguous(memory_format=layout).requires_grad_() for shape in shapes]
             for _ in range(replicas // groups)]

    def run():
        for images, weights in calls:
            maps = torch.conv2d(images, weights, groups=groups)
            maps.backward(torch.ones_like(maps))
            images.grad = weights.grad = None

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--replicas", type=int, default=5)
    parser.add_argument("--samples", type=int, default=1000)
    options = parser.parse_args()
    device = torch.device(options.device)
    cuda = device.type == "cuda"
    print(f"torch {torch.__version__}, " + (f"{torch.cuda.get_device_name()}, cuDNN {torch.backends.cudnn.version()}" if cuda else "cpu"))
    operations = 3 * 2 * options.samples * options.replicas * 24 * 24 * CHANNELS * CHANNELS * 9
    print("precision, layout, algorithms: one grouped call, one call after the other", flush=True)
    for precision, layout, deterministic in CASES:
        if not cuda and (precision == "tf32" or deterministic):
            continue
        torch.backends.cudnn.deterministic = deterministic
        torch.backends.cudnn.allow_tf32 = precision == "tf32"
        texts = []
        for groups in (options.replicas, 1):
            try:
                seconds = fastest(step(options.replicas, groups, options.samples, device,
                                       torch.bfloat16 if precision == "bf16" else torch.float32, LAYOUTS[layout]), device, 8 if cuda else 1)
                texts.append(f"{1000 * seconds:.2f} ms ({operations / seconds / 1e12:.2f} TFLOP/s)")
            except RuntimeError as failure:  # an engine that is missing, or memory
                texts.append(str(failure).splitlines()[0][:150])
        print(f"{precision}, {layout}, {'deterministic' if deterministic else 'any'}: {', '.join(texts)}", flush=True)


if __name__ == "__main__":
    main()
