using System.Net;
using Microsoft.AspNetCore.Http;
using Slimfront.Actors.Http;

namespace Slimfront.Actors.Tests.Http;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HealthTests : HttpFixture
{
    [TestCase(true, HttpStatusCode.OK)]
    [TestCase(false, HttpStatusCode.ServiceUnavailable)]
    public async Task Readiness_is_told_to_whoever_asks(bool isReady, HttpStatusCode expected)
    {
        var service = await StartAsync(_ => Task.FromResult(isReady));
        using var stranger = new HttpClient();

        Assert.That(
            (await stranger.GetAsync(new Uri(service.Address, "/health/ready"))).StatusCode,
            Is.EqualTo(expected)
        );
        Assert.That(
            await stranger.GetStringAsync(new Uri(service.Address, "/health/live")),
            Is.EqualTo("ok"),
            "it lives all the same"
        );
    }

    [Test]
    public async Task Many_who_ask_at_once_cost_one_question()
    {
        var asked = 0;
        var answer = new TaskCompletionSource<bool>();
        var service = await StartAsync(_ =>
        {
            Interlocked.Increment(ref asked);
            return answer.Task;
        });
        using var stranger = new HttpClient();

        var all = Enumerable
            .Range(0, 20)
            .Select(_ => stranger.GetAsync(new Uri(service.Address, "/health/ready")))
            .ToArray();
        answer.SetResult(true);
        await Task.WhenAll(all);

        Assert.That(asked, Is.LessThan(all.Length));
    }

    [Test]
    public async Task A_node_that_cannot_say_whether_it_is_ready_is_not()
    {
        var service = await StartAsync(_ => throw new InvalidOperationException("no idea"));
        using var stranger = new HttpClient();

        var answer = await stranger.GetAsync(new Uri(service.Address, "/health/ready"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("no idea"));
    }

    [Test]
    public async Task Metrics_are_for_those_who_show_the_token()
    {
        var service = await StartAsync(_ => Task.FromResult(true));
        using var stranger = new HttpClient();
        using var known = Browser();
        var page = new Uri(service.Address, "/metrics");

        Assert.That((await stranger.GetAsync(page)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await known.GetStringAsync(page), Is.EqualTo("numbers"));
    }

    private async Task<HttpService> StartAsync(Func<CancellationToken, Task<bool>> isReady)
    {
        var service = await HttpService.StartAsync(
            new()
            {
                Token = Token,
                IsReady = isReady,
                Metrics = http => http.Response.WriteAsync("numbers"),
            }
        );
        Services.Add(service);
        return service;
    }
}
