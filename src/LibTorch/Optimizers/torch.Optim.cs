using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Ways to change parameters along their gradients.</summary>
    public static partial class optim
    {
        /// <summary>Something with a learning rate.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate of the first step.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The part of the last step's direction that is kept.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Stochastic gradient descent.</summary>
        /// <param name="parameters">What is learned.</param>
        /// <param name="learningRate">The step along the gradient.</param>
        /// <param name="momentum">The part of the last step's direction that is kept.</param>
        /// <param name="dampening">The part of a new gradient that is left out of the direction, from the second step on.</param>
        /// <param name="weight_decay">This times the parameter is added to its gradient.</param>
        /// <param name="nesterov">Looks ahead along the direction; needs a momentum and no dampening.</param>
        /// <param name="maximize">Climbs instead.</param>
        public static SGD SGD(
            IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
        public static SGD SGD(
            IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0,
            double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            SGD(parameters.Select(named => named.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
        public static SGD SGD(
            IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
    }
}
