using System.Reflection;
using System.Text;
using Akka.Actor;
using Akka.Util;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>What of Akka's the tricks of a native worker's start rely on, in the Akka of today.</summary>
public sealed class StartTricksTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public void The_seed_of_random_numbers_is_made_and_kept_where_it_is_replaced()
    {
        Assert.Equal(typeof(int), typeof(ThreadLocalRandom).GetMethod("CreateSeed", Any)?.ReturnType);
        Assert.Equal(typeof(int), typeof(ThreadLocalRandom).GetField("_seed", Any)?.FieldType);
    }

    [Fact]
    public void The_defaults_are_laid_below_where_that_is_left_out() =>
        Assert.Equal(typeof(void), typeof(Settings).GetMethod("InjectTopLevelFallback", Any)?.ReturnType);

    [Theory]
    [InlineData("Akka", "Akka.Configuration.akka.conf", "\n####################################\n# Akka Actor Refe")]
    [InlineData("Akka.Remote", "Akka.Remote.Configuration.Remote.conf", "#####################################\n# Akka Remote Refe")]
    public void The_texts_of_the_defaults_begin_as_the_build_looks_for_them(string assembly, string name, string start)
    {
        using var text = new StreamReader(Assembly.Load(assembly).GetManifestResourceStream(name)!, Encoding.UTF8);
        Assert.StartsWith(start, text.ReadToEnd().Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
