using System.IO.Compression;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Tests.Data;
using Slimfront.Search;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class GivenTeacherTests
{
    private const string Student =
        "model.family=plain-cnn model.family.plain-cnn.depth=2 model.family.plain-cnn.width=0.2 ";

    private readonly StageBench _bench = new();
    private readonly TemporaryFolder _folder = new();
    private string _packed = "";

    [OneTimeSetUp]
    public void MakeNetwork() => _packed = _bench.Run("initialise", Student);

    [OneTimeTearDown]
    public void CleanUp()
    {
        _bench.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_packed_and_a_readable_file_are_the_same_teacher_and_its_artifact_is_the_packed_one()
    {
        var readable = _folder.File("readable");
        ModelFile.WriteReadable(readable, ModelFile.Read(_packed), KeyValuePair.Create("note", "n"));
        var (first, second) = (Resolved(_packed), Resolved(readable));
        Assert.That(second.Teacher, Is.EqualTo(first.Teacher));
        var written = _folder.File("written");
        Studies.Planner.WriteTeacher(second, written);
        Assert.That(File.ReadAllBytes(written), Is.EqualTo(File.ReadAllBytes(_packed)));
    }

    [Test]
    public void It_is_measured_and_learnt_from_as_it_is_and_trained_only_where_that_is_said()
    {
        var spec = Resolved(_packed);
        var teacher = Studies.Planner.Teacher(spec)!;
        Assert.That(teacher.Stages.Select(s => s.Operation), Is.EqualTo((string[])["import", "measure"]));
        Assert.That(teacher.Model, Is.EqualTo(spec.Teacher!.Stage));
        Assert.That(teacher.Summary, Does.StartWith("own network ("));

        var tuned = Studies.Planner.Teacher(spec.With("teacher.epochs", Value.Of(3)))!;
        Assert.That(
            tuned.Stages.Select(s => s.Operation),
            Is.EqualTo((string[])["import", "train", "measure"])
        );
        Assert.That(tuned.Stages[1].Parameters.Real("to"), Is.EqualTo(3));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Whoever_learns_from_it_has_all_of_its_stages_before(int epochs)
    {
        var spec = Resolved(_packed).With("teacher.epochs", Value.Of(epochs));
        var space = Studies.Planner.Space(spec);
        var taught = 0;
        foreach (var number in Enumerable.Range(0, 300))
        {
            var random = Search.Randomness.Seed.For(1, "given", number);
            var plan = Studies.Planner.Plan(
                spec,
                space.Complete(n => n.Parameter.FromUnit(random.NextDouble()))
            );
            if (plan is not Plan.Accepted { Recipe: var recipe })
                continue;
            var made = recipe.Stages.Select(s => s.Key).ToHashSet();
            Assert.That(
                recipe.Stages.SelectMany(s => s.Inputs).Where(i => !made.Contains(i.Stage)),
                Is.Empty
            );
            taught += made.Contains(spec.Teacher!.Stage) ? 1 : 0;
        }
        Assert.That(taught, Is.AtLeast(20));
    }

    [Test]
    public void The_data_are_normalised_as_it_was_trained_with()
    {
        var few = Spec(_packed).With("data.train-limit", Value.Of(300));
        var resolved = Studies.Planner.Resolve(few);
        var without = Studies.Planner.Resolve(new StudySpec().With("data.train-limit", Value.Of(300)));
        var (mean, deviation) = (
            ModelFile.Read(_packed).Normalisation.Mean[0],
            ModelFile.Read(_packed).Normalisation.Deviation[0]
        );
        Assert.Multiple(() =>
        {
            Assert.That(resolved.Settings.Text("data.normalisation"), Is.EqualTo($"{mean:R}/{deviation:R}"));
            Assert.That(resolved.Data!.Fingerprint, Is.Not.EqualTo(without.Data!.Fingerprint));
            // Said once, it is found again: by whoever resumes, and by runners, which have no teacher's file.
            Assert.That(Studies.Planner.Resolve(resolved).Data, Is.EqualTo(resolved.Data));
            Assert.That(
                Studies.Planner.Resolve(few.With("data.normalisation", Value.Of("model"))).Teacher,
                Is.EqualTo(resolved.Teacher)
            );
            // On the data that it was trained on nothing changes.
            Assert.That(Resolved(_packed).Settings.Has("data.normalisation"), Is.False);
        });
    }

    [Test]
    public void A_new_last_layer_answers_for_other_classes_and_has_to_be_trained()
    {
        var other = _folder.File("other");
        var model = ModelFile.Read(_packed);
        ModelFile.Write(other, Engine.Networks.NewHead.Of(model, outputs: 7, seed: 1));
        Refused(Spec(other), "answers 7 numbers", "10 classes", "'teacher.head: replace'");
        var headed = Spec(other).With("teacher.head", Value.Of("replace"));
        Refused(headed.With("teacher.epochs", Value.Of(0)), "has to be trained");
        var spec = Studies.Planner.Resolve(headed);
        Assert.That(
            Studies.Planner.Teacher(spec)!.Stages.Select(s => s.Operation),
            Is.EqualTo((string[])["import", "train", "measure"])
        );
        var written = _folder.File("headed");
        Studies.Planner.WriteTeacher(spec, written);
        var read = ModelFile.Read(written);
        Assert.That(read.Graph, Is.EqualTo(model.Graph));
        Assert.That(
            read.Tensors["conv1.weight"].ToArray(),
            Is.EqualTo(model.Tensors["conv1.weight"].ToArray())
        );
    }

    [Test]
    public void There_are_no_assistants_and_no_peers_like_it()
    {
        var space = Studies.Planner.Space(Resolved(_packed));
        var options = space.Nodes.Select(n => n.Parameter).OfType<Parameter.Choice>();
        Assert.That(
            options.Single(c => c.Name == "assistants").Options.Select(o => o.Key),
            Is.EqualTo((string[])["none"])
        );
        Assert.That(
            options.Single(c => c.Name == "partner").Options.Select(o => o.Key),
            Does.Not.Contain("teacher")
        );
    }

    [Test]
    public void A_file_that_cannot_be_this_studys_teacher_is_refused_with_both_sides_named()
    {
        Refused(Spec(_folder.File("none")), "there is no such file");
        var text = _folder.File("text");
        File.WriteAllText(text, "hello, this is no model");
        Refused(Spec(text), "no network that can be read here");
        Refused(
            Spec(_packed)
                .With("data.train-limit", Value.Of(300))
                .With("data.normalisation", Value.Of("learn")),
            "normalises inputs by mean 4.8973",
            "'data.normalisation'"
        );
        Refused(new StudySpec().With("data.normalisation", Value.Of("model")), "names none");
        Refused(new StudySpec().With("teacher.head", Value.Of("replace")), "names none");
        var zip = _folder.File("network.pth");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
            _ = archive.CreateEntry("network/data.pkl");
        Refused(Spec(zip), "PyTorch archive", "torch.onnx.export");
        Refused(Spec(_packed).With("teacher.family", Value.Of("mlp")), "'teacher.family' has no effect");
        Refused(new StudySpec().With("teacher.epochs", Value.Of(0)), "need not be trained");
        var quantized = _bench.Run(
            "quantize",
            "bits=8 scheme=symmetric granularity=tensor",
            ("start", _packed)
        );
        Refused(Spec(quantized), "is quantized");
    }

    [Test]
    public void Its_stage_says_what_to_do_where_no_store_has_it()
    {
        var hash = new string('a', 64);
        Assert.That(
            () => _bench.Run("import", $"artifact={hash}"),
            Throws
                .TypeOf<Search.Execution.StageRefusedException>()
                .With.Message.Contains(hash)
                .And.Message.Contains("is in no store any more")
        );
    }

    private static StudySpec Spec(string file) => new StudySpec().With("teacher.file", Value.Of(file));

    private static StudySpec Resolved(string file) => Studies.Planner.Resolve(Spec(file));

    private static void Refused(StudySpec spec, params string[] because)
    {
        var refusal = Assert.Throws<UserErrorException>(() => Studies.Planner.Resolve(spec))!;
        foreach (var part in because)
            Assert.That(refusal.Message, Does.Contain(part));
    }
}
