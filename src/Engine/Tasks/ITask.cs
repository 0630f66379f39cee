using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Objectives;
using Slimfront.Search.Statistics;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks;

/// <summary>What networks are to do: what stands beside an example, what a network answers, and how good an answer is.</summary>
/// <remarks>
/// A task is one folder. Data sources hand over what is written beside examples (<see cref="TargetPart"/>); all that follows from it
/// is decided here. Planning asks a task without libtorch; only losses and meters touch tensors.
/// </remarks>
public interface ITask
{
    /// <summary>What the numbers mean that a network answers: see <see cref="AnswerKind"/>.</summary>
    /// <remarks>Techniques that want another meaning are not offered (<see cref="Search.Techniques.Technique{TRole}.Answers"/>).</remarks>
    string Answers { get; }

    /// <summary>What one of the numbers stands for, in the singular: "class", "target".</summary>
    string Output { get; }

    /// <summary>The keys of the measures that every model gets; by the first one models are judged where a study does not say.</summary>
    /// <remarks>Others that suit the task are measured where a study asks for them (<see cref="IMeasure"/>).</remarks>
    ImmutableArray<string> UsualMeasures { get; }

    /// <summary>Understands what is written beside examples.</summary>
    /// <param name="parts">Training first.</param>
    /// <param name="hints">What a source knows of it.</param>
    /// <exception cref="UserErrorException">It cannot be understood; one line says which and why.</exception>
    Targets Read(IReadOnlyList<TargetPart> parts, TargetHints hints);

    /// <summary>Why a share of a target's weight cannot be spread over all outputs; null if it can.</summary>
    string? NoSmoothing { get; }

    /// <summary>What training minimises.</summary>
    /// <param name="smoothing">The share of a target's weight that is spread over all outputs; 0 for none.</param>
    ITargetLoss Loss(double smoothing);

    /// <summary>Adds up "loss": the task's loss over all examples, without smoothing.</summary>
    IMeter LossMeter();
}

/// <summary>A number that tells how good answers are, such as accuracy: the mean of one number for each example.</summary>
/// <remarks>One file in its task's folder; its technique says which answers it judges (<see cref="AnswerKind"/>).</remarks>
public interface IMeasure
{
    /// <summary>What it is to a search: key, unit, direction, ideal.</summary>
    Objective Objective { get; }

    /// <summary>Adds up answers for examples of a data set.</summary>
    IMeasureMeter Meter(Targets targets);

    /// <summary>How two models differ that answered the same examples.</summary>
    /// <param name="first">The first one's scores (<see cref="IMeasureMeter.Scores"/>).</param>
    /// <param name="second">The second one's, in the same order; two or more.</param>
    PairedTest Compare(ReadOnlySpan<double> first, ReadOnlySpan<double> second) =>
        PairedTest.OfMeans(first, second);
}

/// <summary>What the numbers mean that a network answers.</summary>
public static class AnswerKind
{
    /// <summary>One for each of several possibilities: their softmax are probabilities.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Quantities, standardised: each has mean 0 and variance 1 on the training split.</summary>
    public const string Quantities = "quantities";
}

/// <summary>How far answers are from targets.</summary>
public interface ITargetLoss
{
    /// <summary>The loss, with gradients.</summary>
    /// <param name="answers">Shape [batch, outputs].</param>
    /// <param name="targets">As <see cref="Targets.Take"/> gives them.</param>
    /// <returns>The mean over the batch, shape [].</returns>
    Tensor Of(Tensor answers, Tensor targets);
}

/// <summary>Adds up what answers are worth, batch by batch.</summary>
public interface IMeter
{
    /// <summary>Takes a batch into account.</summary>
    /// <param name="answers">Shape [batch, outputs], without gradients.</param>
    /// <param name="targets">As <see cref="Targets.Take"/> gives them.</param>
    void Add(Tensor answers, Tensor targets);

    /// <summary>What was measured, over all examples so far; the measure's own value stands under its key.</summary>
    Measurement Result { get; }
}

/// <summary>Adds up a measure, and tells how sure it is.</summary>
public interface IMeasureMeter : IMeter
{
    /// <summary>A number for each example so far, in the order in which they came; their mean is the measure.</summary>
    double[] Scores { get; }

    /// <summary>Where the measure of all examples of the kind lies, at 95 % confidence.</summary>
    Interval Interval { get; }
}

/// <summary>Several meters in one.</summary>
/// <param name="meters">They; their results have different names.</param>
public sealed class Meters(params IReadOnlyList<IMeter> meters) : IMeter
{
    /// <inheritdoc/>
    public Measurement Result => meters.Aggregate(Measurement.Empty, (all, m) => all.With(m.Result));

    /// <inheritdoc/>
    public void Add(Tensor answers, Tensor targets)
    {
        foreach (var meter in meters)
            meter.Add(answers, targets);
    }
}
