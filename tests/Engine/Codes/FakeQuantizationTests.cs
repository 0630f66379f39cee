using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Codes;

public sealed class FakeQuantizationTests
{
    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    // By hand: 2 bits affine on [−1, 2] have the values −1, 0, 1, 2; three symmetric values are −2, 0, 2, four −2, −2/3, 2/3, 2.
    [TestCase("uint2", new[] { -1f, -1f, 0f, 0f, 1f, 2f, 2f })]
    [TestCase("ternary", new[] { -2f, 0f, 0f, 0f, 0f, 2f, 2f })]
    [TestCase("odd2", new[] { -2f, -2f / 3, -2f / 3, 2f / 3, 2f / 3, 2f, 2f })]
    public void Values_go_to_the_nearest_of_the_grid(string codes, float[] expected)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { -7f, -0.6f, -0.4f, 0f, 0.9f, 1.6f, 7f });
        var rounded = FakeQuantization.Round(
            values,
            tensor(new[] { -1f }),
            tensor(new[] { 2f }),
            CodeSet.Named(codes)!
        );
        Assert.That(FlatBuffer.Read(rounded), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void It_rounds_as_stored_grids_do() =>
        Gen.Select(Gen.Float[-3, 5].Array[24], Gen.Int[0, CodeSet.All.Length - 1].Select(i => CodeSet.All[i]))
            .Sample(
                (values, codes) =>
                {
                    using var scope = NewDisposeScope();
                    var range = GridRange.Of(values);
                    var (scale, zero) = range.Scale(codes);
                    var stored = new QuantizationGrid(
                        codes,
                        -1,
                        [scale],
                        codes.IsSymmetric ? [] : [zero]
                    ).Round(values);
                    var (low, high) = (
                        tensor(new[] { (float)range.Low }),
                        tensor(new[] { (float)range.High })
                    );
                    var here = FakeQuantization.Round(tensor(values), low, high, codes);
                    // In the middle between two values either is right: single and double precision may part there.
                    var (one, other) = (FlatBuffer.Read(here), stored);
                    for (var i = 0; i < values.Length; i++)
                        Assert.That(
                            Math.Abs(one[i] - values[i]),
                            Is.EqualTo(Math.Abs(other[i] - values[i])).Within(1e-5)
                        );
                    var again = FakeQuantization.Round(here, low, high, codes);
                    Assert.That(FlatBuffer.Read(again), Is.EqualTo(FlatBuffer.Read(here)).Within(1e-6));
                }
            );

    // x + (q(x) − x).detach() would give 1 everywhere.
    [Test]
    public void Gradients_pass_straight_inside_the_range_and_not_outside()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { -1.5f, -0.9f, 0.2f, 1.9f, 2.5f }).requires_grad_();
        var weights = tensor(new[] { 1f, 2f, 3f, 4f, 5f });
        var rounded = FakeQuantization.StraightThrough(
            values,
            tensor(new[] { -1f }),
            tensor(new[] { 2f }),
            CodeSet.Unsigned(2)
        );
        Assert.That(FlatBuffer.Read(rounded.detach()), Is.EqualTo(new[] { -1f, -1f, 0f, 2f, 2f }));
        (rounded * weights).sum().backward();
        Assert.That(FlatBuffer.Read(values.grad!), Is.EqualTo(new[] { 0f, 2f, 3f, 4f, 0f }));
    }

    [Test]
    public void Nothing_is_left_behind() =>
        Leaks.None(() =>
        {
            using var values = rand(4, 3).requires_grad_();
            using var low = zeros(1);
            using var high = ones(1);
            using var rounded = FakeQuantization.Round(values, low, high, CodeSet.Signed(8));
            using var straight = FakeQuantization.StraightThrough(values, low, high, CodeSet.Unsigned(8));
        });
}
