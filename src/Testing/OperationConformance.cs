using Slimfront.Search.Execution;

namespace Slimfront.Testing;

/// <summary>A stage that an operation can do on the digits.</summary>
/// <param name="Operation">The operation's key.</param>
/// <param name="Parameters">"key=value" with spaces between them.</param>
/// <param name="Inputs">The artifacts it needs, by role.</param>
public sealed record StageExample(
    string Operation,
    string Parameters,
    params (string Role, string File)[] Inputs
);

/// <summary>What every stage operation keeps: the artifact is a function of the stage, whatever happens meanwhile.</summary>
public abstract class OperationConformance
{
    private readonly Lazy<StageExample> _example;

    /// <summary>A fixture with a bench of its own.</summary>
    protected OperationConformance() => _example = new(() => Make(Bench));

    /// <summary>What runs the stages; of a plug-in's operations it knows the plug-in.</summary>
    protected virtual StageBench Bench { get; } = new();

    /// <summary>A small stage that does the operation; called once.</summary>
    /// <param name="bench">Makes the inputs.</param>
    protected abstract StageExample Make(StageBench bench);

    /// <summary>Removes the files.</summary>
    [OneTimeTearDown]
    public void CleanUp() => Bench.Dispose();

    /// <summary>Equal stages are the same work.</summary>
    [Test]
    public void The_same_stage_gives_the_same_bytes() =>
        Assert.That(File.ReadAllBytes(Run()), Is.EqualTo(File.ReadAllBytes(Run())));

    /// <summary>A node may be drained at any moment.</summary>
    [Test]
    public void A_stage_that_is_stopped_and_goes_on_gives_the_same_bytes([Values(1, 2, 7)] int reports)
    {
        var example = _example.Value;
        var whole = Run();
        var (stage, checkpoint) = (Stage(), Bench.NewFile());
        using var monitor = new StoppingMonitor(reports);
        string end;
        try
        {
            end = Bench.Run(stage, monitor, checkpoint, example.Inputs);
        }
        catch (OperationCanceledException)
        {
            end = Bench.Run(stage, new SilentMonitor(), checkpoint, example.Inputs);
        }
        Assert.That(File.ReadAllBytes(end), Is.EqualTo(File.ReadAllBytes(whole)));
        Assert.That(File.Exists(checkpoint), Is.False, "a checkpoint is left");
    }

    /// <summary>What means nothing was meant otherwise.</summary>
    [Test]
    public void Parameters_and_inputs_that_it_does_not_know_are_refused_by_name()
    {
        var example = _example.Value;
        Refused(
            example with
            {
                Parameters = example.Parameters + " no-such-parameter=1",
            },
            "no-such-parameter"
        );
        Refused(example with { Inputs = [.. example.Inputs, ("no-such-input", Run())] }, "no-such-input");
    }

    /// <summary>A disk may return other bytes than were written.</summary>
    [Test]
    public void A_damaged_input_is_named()
    {
        var example = _example.Value;
        foreach (var (place, (role, file)) in example.Inputs.Index())
        {
            var damaged = Bench.NewFile();
            File.WriteAllBytes(damaged, File.ReadAllBytes(file)[..^1]);
            var inputs = example.Inputs.ToArray();
            inputs[place] = (role, damaged);
            Assert.That(
                () => Run(example with { Inputs = inputs }),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(damaged),
                role
            );
        }
    }

    /// <summary>Runners go on for days.</summary>
    [Test]
    public void It_leaves_no_tensor_behind()
    {
        Run();
        Leaks.None(() => Run());
    }

    private string Run() => Run(_example.Value);

    private string Run(StageExample example) =>
        Bench.Run(example.Operation, example.Parameters, example.Inputs);

    private Search.Stages.Stage Stage() =>
        Bench.Make(_example.Value.Operation, _example.Value.Parameters, _example.Value.Inputs);

    private void Refused(StageExample example, string name) =>
        Assert.That(
            () => Run(example),
            Throws.TypeOf<StageRefusedException>().With.Message.Contains($"'{name}'")
        );
}
