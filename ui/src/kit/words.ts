/** The kit's access to the words on screen outside of components. The app fills them before anything is drawn. */
export { default as i18next } from "i18next";
