using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private bool _registered;

            /// <summary>Adds a tensor that belongs to the module but is not learned.</summary>
            /// <param name="name">The name.</param>
            /// <param name="tensor">The tensor.</param>
            /// <param name="persistent">True if it belongs to <see cref="state_dict"/>.</param>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                RejectInvalid(tensor, nameof(tensor));
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"{GetName()} has a buffer '{name}' already.");
                }
            }

            /// <summary>Adds a parameter.</summary>
            public virtual void register_parameter(string name, Parameter param)
            {
                RejectInvalid(param, nameof(param));
                if (!_parameters.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"{GetName()} has a parameter '{name}' already.");
                }
            }

            /// <summary>Adds a module below this one; null removes what has that name.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                {
                    throw new ArgumentException($"A module's name must not be empty or contain a dot: '{name}'.", nameof(name));
                }

                if (_submodules.ContainsKey(name))
                {
                    throw new InvalidOperationException($"{GetName()} has a module '{name}' already.");
                }

                submodule.RegisterComponents();
                _submodules.Add(name, submodule);
            }

            /// <summary>Adds a module below this one.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>
            /// Registers every field that holds a module, a parameter or another tensor (a buffer) under the field's name. Call it
            /// at the end of a constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                {
                    return;
                }

                foreach (var field in Fields(GetType()))
                {
                    if (_parameters.ContainsKey(field.Name) || _buffers.ContainsKey(field.Name) || _submodules.ContainsKey(field.Name))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }

                _registered = true;
            }

            /// <summary>
            /// Registers a tensor that is a <see cref="Parameter"/> under a name; any other tensor removes what is there.
            /// </summary>
            protected void ConditionallyRegisterParameter(string name, Tensor value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Registers a parameter in place of the one that has this name; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _parameters.Remove(name);
                }
                else
                {
                    _parameters[name] = value;
                }
            }

            /// <summary>Registers a buffer in place of the one that has this name; null removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _buffers.Remove(name);
                }
                else
                {
                    _buffers[name] = (value, persistent);
                }
            }

            /// <summary>The fields of a type and of those it derives from; a field hides those of its name further down.</summary>
            private static IEnumerable<FieldInfo> Fields(Type type)
            {
                const BindingFlags own =
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                var seen = new HashSet<string>();
                for (var level = type; level is not null && level != typeof(Module); level = level.BaseType)
                {
                    foreach (var field in level.GetFields(own))
                    {
                        if (seen.Add(field.Name))
                        {
                            yield return field;
                        }
                    }
                }
            }

            private static void RejectInvalid(Tensor tensor, string parameter)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(parameter, "A tensor that is null or disposed cannot be registered.");
                }
            }
        }
    }
}
