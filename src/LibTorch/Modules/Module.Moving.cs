using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Moves parameters and buffers, here and below. As in TorchSharp they are replaced by new objects, also in the fields
            /// and properties of their names, and the old ones are disposed; a gradient moves along.
            /// </summary>
            internal void Move(Device? device, ScalarType? dtype)
            {
                if (dtype is { } type && !is_floating_point(type) && !is_complex(type))
                {
                    throw new ArgumentException($"A module's parameters must be real or complex numbers, not {type}.", nameof(dtype));
                }

                if (device is not null)
                {
                    InitializeDeviceType(device.type);
                }

                foreach (var (_, child) in named_children())
                {
                    child.Move(device, dtype);
                }

                foreach (var (key, parameter) in named_parameters(false).ToList())
                {
                    if (Moved(parameter, device, dtype) is { } moved)
                    {
                        ConditionallyRegisterParameter(key, moved);
                        Assign(key, moved);
                        parameter.DetachFromDisposeScope().Dispose();
                    }
                }

                foreach (var (key, (buffer, persistent)) in _buffers.ToList())
                {
                    var target = is_floating_point(buffer.dtype) ? dtype ?? buffer.dtype : buffer.dtype;
                    if (Differs(buffer, device, target))
                    {
                        var moved = buffer.to(target, device ?? buffer.device).DetachFromDisposeScope();
                        ConditionallyRegisterBuffer(key, moved, persistent);
                        Assign(key, moved);
                        buffer.DetachFromDisposeScope().Dispose();
                    }
                }
            }

            private static bool Differs(Tensor tensor, Device? device, ScalarType type)
            {
                if (tensor.dtype != type)
                {
                    return true;
                }

                var here = tensor.device;
                return device is not null
                    && (here.type != device.type || (device.index >= 0 && here.type != DeviceType.CPU && here.index != device.index));
            }

            private static Parameter? Moved(Parameter parameter, Device? device, ScalarType? dtype)
            {
                var type = dtype ?? parameter.dtype;
                if (!Differs(parameter, device, type))
                {
                    return null;
                }

                using var unrecorded = no_grad();
                var moved = new Parameter(parameter.to(type, device ?? parameter.device), parameter.requires_grad);
                moved.DetachFromDisposeScope();
                using var gradient = parameter.grad;
                if (gradient is not null)
                {
                    using var movedGradient = gradient.to(type, device ?? parameter.device);
                    moved.grad = movedGradient;
                }

                return moved;
            }

            private void Assign(string key, Tensor value)
            {
                if (Fields(GetType()).FirstOrDefault(field => field.Name == key) is { } field && field.FieldType.IsInstanceOfType(value))
                {
                    field.SetValue(this, value);
                }
                else if (GetType().GetProperty(key, BindingFlags.Public | BindingFlags.Instance) is { CanWrite: true } property)
                {
                    property.SetValue(this, value);
                }
            }
        }
    }
}
