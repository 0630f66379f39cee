using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation.Features;
using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Networks;

public sealed class ScaffoldTests
{
    private static readonly Normalisation Plain = new([0], [1]);
    private static readonly ModelGraph Student = new PlainCnn(2, 0.25).Build(Shape.Of(1, 8, 8), 10);
    private static readonly ModelGraph Teacher = new PlainCnn(4, 0.5).Build(Shape.Of(1, 8, 8), 10);
    private static readonly ModelGraph WithRegressor = new FitNet(true, 1, 0.5, 0.5).Extend(Student, Teacher);

    private static readonly ModelGraph WithPeer = Scaffold.Extend(
        Student,
        SideBySide.Prefixed(Teacher, "beside-2-"),
        SideBySide.Logits(Teacher, "beside-2-")
    );

    public static IEnumerable<ModelGraph> Extended => [WithRegressor, WithPeer];

    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [TestCaseSource(nameof(Extended))]
    public void The_student_comes_back_with_its_values_alone(ModelGraph extended)
    {
        var student = FreshModel.Of(Student, Plain, 3);
        var model = Scaffold.Extend(student, extended, seed: 4);
        Assert.That(model.Tensors, Has.Count.GreaterThan(student.Tensors.Count));
        var stripped = Scaffold.Strip(model);
        Assert.That(stripped.Graph, Is.EqualTo(Student));
        Assert.That(stripped.Tensors.Keys, Is.EqualTo(student.Tensors.Keys));
        foreach (var (name, values) in student.Tensors)
            Assert.That(stripped.Tensors[name].ToArray(), Is.EqualTo(values.ToArray()), name);
    }

    [Test]
    public void A_model_with_nothing_beside_it_is_its_own()
    {
        var student = FreshModel.Of(Student, Plain, 3);
        Assert.That(Scaffold.Strip(student), Is.SameAs(student));
    }

    [TestCaseSource(nameof(Extended))]
    public void What_stands_beside_changes_no_answer(ModelGraph extended)
    {
        using var scope = NewDisposeScope();
        var student = FreshModel.Of(Student, Plain, 3);
        using var alone = new Network(student, CPU);
        using var accompanied = new Network(Scaffold.Extend(student, extended, 4), CPU);
        var inputs = randn([4, 1, 8, 8]);
        var (one, other) = (alone.Forward(inputs, false).Answers, accompanied.Forward(inputs, false).Answers);
        Assert.That(other.bytes.ToArray(), Is.EqualTo(one.bytes.ToArray()));
        Assert.That(ModelGraph.FromJson(extended.ToJson()), Is.EqualTo(extended));
    }

    [Test]
    public void A_peer_of_the_same_architecture_starts_from_values_of_its_own()
    {
        var joint = Scaffold.Extend(
            Student,
            SideBySide.Prefixed(Student, "beside-2-"),
            SideBySide.Logits(Student, "beside-2-")
        );
        var model = Scaffold.Extend(FreshModel.Of(Student, Plain, 3), joint, seed: 3);
        Assert.That(
            model.Tensors["beside-2-conv1.weight"].ToArray(),
            Is.Not.EqualTo(model.Tensors["conv1.weight"].ToArray())
        );
    }

    [Test]
    public void An_output_takes_the_logits_first()
    {
        Assert.That(() => new ModelGraph(Student.Nodes[..^1].Add(new("output", new Output()))), Refused);
        Assert.That(
            () => new ModelGraph(Student.Nodes[..^1].Add(new("output", new Output(), "conv1", "fc1"))),
            Refused
        );
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused =>
        Throws.InstanceOf<GraphException>().With.Message.StartsWith("Node 'output' (output) takes ");

    [Test]
    public void Values_of_some_nodes_are_those_of_a_whole_pass_and_nothing_else_changes()
    {
        using var scope = NewDisposeScope();
        using var whole = new Network(FreshModel.Of(Teacher, Plain, 3), CPU);
        using var part = new Network(FreshModel.Of(Teacher, Plain, 3), CPU);
        var inputs = randn([4, 1, 8, 8]);
        var expected = whole.Forward(inputs, training: true, "relu2").Taps["relu2"];
        var found = part.Values(inputs, training: true, "relu2", "relu2")["relu2"];
        Assert.That(FlatBuffer.Read(found), Is.EqualTo(FlatBuffer.Read(expected)));
        foreach (var name in (string[])["bn1", "bn2"])
            Assert.That(Mean(part, name), Is.EqualTo(Mean(whole, name)), name);
        foreach (var name in (string[])["bn3", "bn4"])
            Assert.That(Mean(part, name), Is.EqualTo(new float[Mean(part, name).Length]), name);
        Assert.That(() => part.Values(inputs, true, "relu9"), Throws.TypeOf<KeyNotFoundException>());
    }

    [Test]
    public void Segments_hold_the_tensors_that_were_asked_for_and_neighbours_are_one()
    {
        using var scope = NewDisposeScope();
        using var network = new Network(FreshModel.Of(WithPeer, Plain, 3), CPU);
        using var noGradients = no_grad();
        var own = network.Segments(t => !t.StartsWith("beside-", StringComparison.Ordinal));
        Assert.That(own, Has.Length.EqualTo(1));
        network.Parameters.zero_();
        network.Parameters.narrow(0, own[0].Start, own[0].Length).fill_(1);
        foreach (var tensor in WithPeer.Tensors.Where(t => t.IsTrainable))
            Assert.That(
                network.Tensors[tensor.Name].sum().item<float>(),
                Is.EqualTo(tensor.Name.StartsWith("beside-", StringComparison.Ordinal) ? 0 : tensor.Elements),
                tensor.Name
            );
        Assert.That(
            network.Segments(_ => true),
            Is.EqualTo(new[] { new Segment(0, (int)network.Parameters.NumberOfElements) })
        );
        Assert.That(network.Segments(t => t is "conv1.weight" or "fc1.weight"), Has.Length.EqualTo(2));
    }

    private static float[] Mean(Network network, string norm) =>
        network.Tensors[$"{norm}.running_mean"].data<float>().ToArray();
}
