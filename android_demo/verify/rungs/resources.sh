# Sourced by ../run. The demo's resources as the Android build would link them: the class R, and an APK of resources
# alone for rung F. With aapt2 out of apktool's library and the Android 15 framework, both on Maven Central.

APKTOOL=org.apktool:apktool-lib:3.0.3
ANDROID_15=org.robolectric:android-all:15-robolectric-13954326

# in_repository GROUP:NAME:VERSION: the path of its jar in the local repository, fetched if it is not there.
in_repository() {
  local group name version jar
  IFS=: read -r group name version <<<"$1"
  jar="$M2/${group//.//}/$name/$version/$name-$version.jar"
  [ -f "$jar" ] || maven -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get -Dartifact="$1" -Dtransitive=false >&2
  echo "$jar"
}

# resources: target/resources/{java,resources.apk,AndroidManifest.xml}; made anew only when something in them changed.
resources() {
  local out="$VERIFY/target/resources" app="$VERIFY/../app/src/main" ui="$VERIFY/../ui/src/main" stamp
  stamp=$({ find "$app/res" "$app/assets" "$ui/res" "$app/AndroidManifest.xml" "${BASH_SOURCE[0]}" -type f -exec sha256sum {} + 2>/dev/null || true; } | sort | sha256sum)
  [ -f "$out/stamp" ] && [ "$stamp" = "$(cat "$out/stamp")" ] && return 0
  rm -rf "$out" && mkdir -p "$out/java"
  (cd "$out" && jar --extract --file "$(in_repository "$APKTOOL")" prebuilt/linux/aapt2 && mv prebuilt/linux/aapt2 . && rm -r prebuilt)
  chmod +x "$out/aapt2"
  # The Android build writes these into the manifest from its own settings.
  sed 's|<manifest |<manifest package="org.mobilekit.demo" android:versionCode="1" android:versionName="1.0.0" |
       s|<application|<uses-sdk android:minSdkVersion="26" android:targetSdkVersion="35" /><application|' \
    "$app/AndroidManifest.xml" >"$out/AndroidManifest.xml"
  "$out/aapt2" compile --dir "$ui/res" -o "$out/ui.zip"
  "$out/aapt2" compile --dir "$app/res" -o "$out/app.zip"
  local assets=()
  [ -d "$app/assets" ] && assets=(-A "$app/assets")
  "$out/aapt2" link -I "$(in_repository "$ANDROID_15")" --manifest "$out/AndroidManifest.xml" "${assets[@]}" \
    --non-final-ids --custom-package org.mobilekit.demo.app --extra-packages org.mobilekit.demo.ui \
    --java "$out/java" -o "$out/resources.apk" "$out/ui.zip" "$out/app.zip"
  echo "$stamp" >"$out/stamp"
}
